/**
 * The fetch of the platform. Looked up at each call, so that a patch made later (tracing, a mock) is seen, and called
 * unbound, as browsers demand.
 */
export const transportFetch: typeof fetch = (input, init) => fetch(input, init);

/** Here a failure has no code that says it came before anything was sent: every one may have come after. */
export const unreachedCodes: ReadonlySet<string> = new Set();
