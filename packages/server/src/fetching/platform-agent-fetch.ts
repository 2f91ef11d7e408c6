import type { GuardedFetch } from './guarded-fetch.js';

/** Elsewhere: the platform's own, looked up at each call. It cannot be told which addresses to connect to. */
export function openAgentFetch(): GuardedFetch {
  return { fetch: (input, init) => fetch(input, init), close: () => Promise.resolve() };
}
