/**
 * The fetch of the platform. Looked up at each call, so that a patch made later (tracing, a mock) is seen, and called
 * unbound, as browsers demand.
 */
export const transportFetch: typeof fetch = (input, init) => fetch(input, init);
