import { mustBe } from './checks.js';

/** A value of a query; `undefined` and `null` are left out, lists repeat their key, dates become ISO 8601. */
export type QueryValue = string | number | boolean | Date | null | undefined | readonly string[];

/** `{ groupId: 'a' }` → `?group_id=a`: options are camelCase, the wire is not. */
export function queryString(query: Readonly<Record<string, QueryValue>>): string {
  let pairs = '';
  for (const [option, value] of Object.entries(query)) {
    if (value === undefined || value === null) continue;
    const name = option.replace(/[A-Z]/g, '_$&').toLowerCase();
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one instanceof Date && Number.isNaN(one.getTime())) throw mustBe(option, 'a valid date', one);
      const text = one instanceof Date ? one.toISOString() : String(one);
      pairs += `${pairs ? '&' : '?'}${name}=${encodeURIComponent(text)}`;
    }
  }
  return pairs;
}
