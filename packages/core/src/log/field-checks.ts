import { isTime } from '../fold/time-ms.js';
import { asRecord } from '../reading/unknown-value.js';

/** What is wrong with a value from outside. */
export interface FieldFault {
  /** The field, by its path; empty: the value itself. */
  readonly field: string;
  /** What it should be. */
  readonly expected: string;
  /** What it is. */
  readonly value: unknown;
}

/** What is wrong with a value; `null`: nothing. */
export type Check = (value: unknown) => FieldFault | null;
/** A check of a field that may be left out. */
export type OptionalCheck = Check & { readonly optional: true };

/** Every field of a type with its check; fields that may be left out have checks that say so. */
export type FieldsOf<T> = {
  readonly [Key in keyof T]-?: Partial<Pick<T, Key>> extends Pick<T, Key> ? OptionalCheck : Check;
};

const is =
  (expected: string, holds: (value: never) => boolean): Check =>
  (value) =>
    holds(value as never) ? null : { field: '', expected, value };

export const text = is('text', (value) => typeof value === 'string');
export const time = is('a time in ISO 8601', isTime);
export const index = is('an index', (value) => Number.isSafeInteger(value) && value >= 0);
export const number = is('a number', (value) => Number.isFinite(value));
export const flag = is('true or false', (value) => typeof value === 'boolean');
export const yes = is('true', (value) => value === true);
export const record = is('an object', (value) => asRecord(value) !== null);
export const json = is('anything', (value) => value !== undefined);

export const oneOf = (what: string, words: readonly string[]): Check => is(what, (value) => words.includes(value));

export const optional = (check: Check): OptionalCheck =>
  Object.assign((value: unknown) => (value === undefined ? null : check(value)), { optional: true } as const);

export const nullable =
  (check: Check): Check =>
  (value) =>
    value === null ? null : check(value);

export const listOf =
  (check: Check): Check =>
  (value) => {
    if (!Array.isArray(value)) return { field: '', expected: 'a list', value };
    for (const [key, item] of value.entries()) {
      const fault = check(item);
      if (fault !== null) return within(String(key), fault);
    }
    return null;
  };

export const fields = <T>(checks: FieldsOf<T>): Check => {
  const list: readonly (readonly [string, Check])[] = Object.entries<Check>(checks);
  return (value) => {
    const found = asRecord(value);
    if (found === null) return { field: '', expected: 'an object', value };
    for (const [key, check] of list) {
      const fault = check(found[key]);
      if (fault !== null) return within(key, fault);
    }
    return null;
  };
};

function within(key: string, fault: FieldFault): FieldFault {
  return { ...fault, field: fault.field === '' ? key : `${key}.${fault.field}` };
}

/** A fault for people, as a part of a sentence. */
export function faultInWords({ field, expected, value }: FieldFault): string {
  return `${field === '' ? 'it' : `its "${field}"`} is ${inWords(value)}; expected ${expected}`;
}

function inWords(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const words = JSON.stringify(value);
  return words.length > 40 ? `${words.slice(0, 40)}…` : words;
}
