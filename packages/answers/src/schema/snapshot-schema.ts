import { pointerTo } from '../json-pointer.js';
import type { FormatIssue } from './format-issue.js';
import { SCHEMA_LIMITS } from './schema-limits.js';

/** A private copy of a schema, or the reason why there is none. */
export type SchemaSnapshot = { readonly schema: unknown } | { readonly issue: FormatIssue };

/**
 * Copies a schema as `JSON.stringify` would send it, within the limits, so that later changes to the caller's object
 * change nothing and getters, shared and circular references cost a bounded amount.
 */
export function snapshotSchema(source: unknown): SchemaSnapshot {
  let values = 0;
  let characters = 0;

  const refuse = (pointer: string, code: FormatIssue['code'], message: string): never => {
    throw new Refusal({ pointer, code, message });
  };
  const count = (text: string, pointer: string): string => {
    characters += text.length;
    if (characters > SCHEMA_LIMITS.characters) {
      refuse(
        pointer,
        'too_large',
        `the schema holds more than ${SCHEMA_LIMITS.characters} characters; make it smaller.`,
      );
    }
    return text;
  };

  const copy = (value: unknown, pointer: string, depth: number): unknown => {
    values += 1;
    if (values > SCHEMA_LIMITS.values) {
      refuse('', 'too_large', `the schema holds more than ${SCHEMA_LIMITS.values} values; make it smaller.`);
    }
    if (depth > SCHEMA_LIMITS.depth) {
      refuse(
        pointer.slice(0, 200),
        'too_deep',
        `the schema nests deeper than ${SCHEMA_LIMITS.depth} levels (or contains itself); use $ref to $defs.`,
      );
    }
    switch (typeof value) {
      case 'string':
        return count(value, pointer);
      case 'boolean':
        return value;
      case 'number':
        return Number.isFinite(value) ? value : refuse(pointer, 'not_json', `${value} is not a JSON number.`);
      case 'object': {
        if (value === null) return null;
        if (Array.isArray(value))
          return Object.freeze(Array.from(value, (item, index) => copy(item, pointerTo(pointer, index), depth + 1)));
        const result: Record<string, unknown> = {};
        for (const [key, item] of Object.entries(value)) {
          if (item === undefined) continue;
          if (key === '__proto__')
            refuse(pointer, 'unsafe_name', 'a key named __proto__ cannot be handled safely; rename it.');
          count(key, pointer);
          result[key] = copy(item, pointerTo(pointer, key), depth + 1);
        }
        return Object.freeze(result); // shared by all validators of equal schemas
      }
      case 'undefined':
      case 'bigint':
      case 'symbol':
      case 'function':
        return refuse(
          pointer,
          'not_json',
          value === undefined
            ? 'there is no schema: undefined cannot be sent as JSON.'
            : `a ${typeof value} cannot be sent as JSON.`,
        );
    }
  };

  try {
    return { schema: copy(source, '', 0) };
  } catch (error) {
    if (error instanceof Refusal) return { issue: error.issue };
    return {
      issue: { pointer: '', code: 'not_json', message: 'the schema cannot be read: a getter or proxy in it throws.' },
    };
  }
}

class Refusal extends Error {
  readonly issue: FormatIssue;

  constructor(issue: FormatIssue) {
    super(issue.message);
    this.issue = issue;
  }
}
