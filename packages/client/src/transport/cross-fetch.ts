import { fetch as crossFetch } from 'cross-fetch';

/** On Node: cross-fetch, over `node:http` with its keep-alive agent. */
export const transportFetch: typeof fetch = crossFetch;
