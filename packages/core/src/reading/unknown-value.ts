/** Something from outside that turned out to be an object. */
export type UnknownRecord = { readonly [key: string]: unknown };

/** The value if it is an object that is no array, else `null`. */
export function asRecord(value: unknown): UnknownRecord | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as UnknownRecord) : null;
}

/** The value if it is a string, else `null`. */
export function asString(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** The value if it is an array, else an empty one. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is a finite number, else `null`. */
export function asNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
