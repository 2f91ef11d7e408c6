import { described } from '../check-options.js';
import type { RedactionRule } from './redaction-rules.js';

/** Takes things out of values, and counts. The same text gets the same stand-in wherever it comes up. */
export interface Redactor {
  redact<Value>(value: Value): Value;
  /** How often each rule found something. */
  readonly counts: ReadonlyMap<string, number>;
}

/** A value this short is likely to be a word of its own elsewhere. */
const SHORTEST_KNOWN = 6;
/** Numbers with fewer digits are no cards and no phones. */
const SHORTEST_NUMBER = 9;

/**
 * Makes a redactor.
 *
 * @throws TypeError for a rule that finds nothing, or whose pattern is not global.
 */
export function createRedactor(rules: readonly RedactionRule[]): Redactor {
  for (const rule of rules) {
    const { name, pattern, fields } = rule;
    if (typeof name !== 'string' || name === '') {
      throw new TypeError(`A rule is { name, pattern } or { name, fields }, not ${described(rule)}.`);
    }
    if (pattern !== undefined && !(pattern instanceof RegExp)) {
      throw new TypeError(`The pattern of the rule "${name}" must be a RegExp, not ${described(pattern)}.`);
    }
    if (!pattern && !fields) throw new TypeError(`The rule "${name}" has neither a pattern nor fields.`);
    if (pattern && !pattern.global) throw new TypeError(`The pattern of the rule "${name}" must be global (/…/g).`);
  }
  const counts = new Map<string, number>();
  const standIns = new Map<string, string>();
  const numbers = new Map<string, number>();
  const byField = new Map(
    rules.flatMap(({ name, fields = [] }) => fields.map((field) => [wordsOf(field).join(''), name] as const)),
  );

  function standIn(name: string, text: string): string {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const known = standIns.get(text);
    if (known !== undefined) return known;
    const number = (numbers.get(name) ?? 0) + 1;
    numbers.set(name, number);
    const made = `[${name} ${number}]`;
    standIns.set(text, made);
    return made;
  }

  /** The rule of a field: its name may begin with other words. */
  function ruleOf(field: string): string | undefined {
    const words = wordsOf(field);
    for (let from = 0; from < words.length; from += 1) {
      const rule = byField.get(words.slice(from).join(''));
      if (rule !== undefined) return rule;
    }
    return undefined;
  }

  /** What stands in fields that are taken out, so that it is found where it was typed or said as well. */
  function known(value: unknown, found: Map<string, string>): Map<string, string> {
    if (typeof value !== 'object' || value === null) return found;
    for (const [key, child] of Object.entries(value)) {
      const rule = Array.isArray(value) ? undefined : ruleOf(key);
      if (rule !== undefined && typeof child === 'string' && child.length >= SHORTEST_KNOWN) found.set(child, rule);
      else known(child, found);
    }
    return found;
  }

  function visitor(values: ReadonlyMap<string, string>) {
    const alternatives = [...values.keys()].toSorted((a, b) => b.length - a.length).map(escaped);
    const everyValue = alternatives.length === 0 ? null : new RegExp(alternatives.join('|'), 'g');

    function redactText(text: string): string {
      let redacted = text;
      if (everyValue) redacted = redacted.replaceAll(everyValue, (value) => standIn(values.get(value) ?? '', value));
      for (const { name, pattern, confirms } of rules) {
        if (!pattern) continue;
        redacted = redacted.replaceAll(pattern, (match) =>
          (confirms?.(match) ?? true) ? standIn(name, match) : match,
        );
      }
      return redacted;
    }

    return function visit(value: unknown): unknown {
      if (typeof value === 'string') return redactText(value);
      if (typeof value === 'number') {
        const text = String(value);
        const redacted = text.length < SHORTEST_NUMBER ? text : redactText(text);
        return redacted === text ? value : redacted;
      }
      if (Array.isArray(value)) return value.map(visit);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, child]) => {
          const rule = ruleOf(key);
          const isNothing = child === null || child === undefined || child === '';
          if (rule === undefined || isNothing) return [redactText(key), visit(child)];
          return [key, standIn(rule, typeof child === 'string' ? child : JSON.stringify(child))];
        }),
      );
    };
  }

  return { redact: <Value>(value: Value) => visitor(known(value, new Map()))(value) as Value, counts };
}

/** `accessToken`, `access_token` and `Access-Token` are the same words. */
function wordsOf(field: string): string[] {
  return field
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
