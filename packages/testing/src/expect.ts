import type * as augmented from 'expect';
import { sessionMatchers, type HistoryOptions, type SessionMatchers } from './matchers/session-matchers.js';

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends SessionMatchers<R> {}
}

/** The `expect` whose matchers this entry adds to, for types alone. */
export type AugmentedExpect = typeof augmented.expect;
export { sessionMatchers };
export type { HistoryOptions, SessionMatchers };
