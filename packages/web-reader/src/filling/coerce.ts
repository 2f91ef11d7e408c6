import { createAnswerValidator } from '@agent-session/answers';
import type { JsonSchema, JsonValue } from '@agent-session/protocol';
import { isoDate } from '../values/read-date.js';
import { readNumber } from '../values/read-number.js';
import type { Fact } from '../list/read-item.js';
import type { SchemaNode } from './schema-node.js';

const SCALARS = ['integer', 'number', 'boolean', 'string'] as const;

/** The value of a fact in the type a schema wants, or `undefined` when it has none there. Nothing is made up. */
export function coerce(fact: Fact, node: SchemaNode): JsonValue | undefined {
  const { schema } = node;
  const wanted = node.types.length === 0 ? ['string'] : node.types;
  if (Array.isArray(schema['enum']))
    return schema['enum'].find((option) => sameWord(option, fact)) as JsonValue | undefined;
  for (const type of SCALARS) {
    if (!wanted.includes(type)) continue;
    for (const value of readings(type, fact, schema)) if (accepts(schema, value)) return value;
  }
  return undefined;
}

function* readings(type: (typeof SCALARS)[number], fact: Fact, schema: JsonSchema): Generator<JsonValue> {
  const texts = fact.machine === undefined ? [fact.text] : [fact.machine, fact.text];
  switch (type) {
    case 'integer':
    case 'number':
      for (const text of texts) {
        const value = readNumber(text);
        if (value !== null && (type === 'number' || Number.isInteger(value))) yield value;
      }
      return;
    case 'boolean':
      if (/^(?:true|yes|✓|✔)$/i.test(fact.text)) yield true;
      if (/^(?:false|no|✗|✘)$/i.test(fact.text)) yield false;
      return;
    case 'string': {
      const { format } = schema as { format?: unknown };
      if (format === 'date' || format === 'date-time') {
        for (const text of texts) {
          const iso = isoDate(text);
          const value = format === 'date' ? iso?.date : iso?.dateTime;
          if (value !== undefined && value !== null) yield value;
        }
        return;
      }
      yield fact.text;
      if (fact.machine !== undefined) yield fact.machine;
      return;
    }
    default:
      return;
  }
}

function sameWord(option: unknown, fact: Fact): boolean {
  if (typeof option === 'number') return readNumber(fact.text) === option;
  return typeof option === 'string' && option.trim().toLowerCase() === fact.text.trim().toLowerCase();
}

const validators = new WeakMap<JsonSchema, (value: JsonValue) => boolean>();

/** Whether the schema of one scalar takes the value as it is (pattern, range, length, format). */
function accepts(schema: JsonSchema, value: JsonValue): boolean {
  let check = validators.get(schema);
  if (check === undefined) {
    const validator = createAnswerValidator({ ...schema, $id: undefined });
    check = (candidate) => {
      const result = validator.validate(candidate);
      return result.ok && result.value === candidate;
    };
    validators.set(schema, check);
  }
  return check(value);
}
