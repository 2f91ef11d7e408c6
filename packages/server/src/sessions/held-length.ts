import type { HeldSession } from './held-session.js';

/** What the objects of a session take besides its text. */
const BASE_LENGTH = 2000;

const known = new WeakMap<object, number>();

/**
 * About how many characters a session takes in memory. What did not change since it was last asked for is not looked
 * at again, so that a session with much in it costs no more with each append.
 */
export function heldLength({ request, state, tail }: HeldSession): number {
  let length = BASE_LENGTH + lengthOnce(request);
  for (const part of Object.values(state)) if (part !== state.lifecycle) length += lengthOnce(part);
  for (const part of Object.values(state.lifecycle)) length += lengthOnce(part);
  // Once more for the page that is made of them.
  for (const text of tail.texts) length += 2 * text.length;
  return length;
}

function lengthOnce(value: unknown): number {
  if (typeof value !== 'object' || value === null) return lengthOf(value);
  let length = known.get(value);
  if (length === undefined) known.set(value, (length = lengthOf(value)));
  return length;
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let length = 16;
  for (const [key, child] of Object.entries(value)) length += key.length + lengthOf(child);
  return length;
}
