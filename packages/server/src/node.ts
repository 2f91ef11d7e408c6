export { createGuardedFetch } from './agents/web-reader/guarded-fetch.js';
export type { GuardedFetch, GuardedFetchOptions } from './agents/web-reader/guarded-fetch.js';
export { AddressRefusedError, ResponseTooLargeError } from './agents/web-reader/guarded-fetch-errors.js';
export { listen } from './node/listen.js';
export type { ListenOptions, Listening } from './node/listen.js';
