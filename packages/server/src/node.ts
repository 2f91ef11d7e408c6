export { createGuardedFetch } from './fetching/guarded-fetch.js';
export type { GuardedFetch, GuardedFetchOptions } from './fetching/guarded-fetch.js';
export { AddressRefusedError, ResponseTooLargeError } from './fetching/guarded-fetch-errors.js';
export { listen } from './node/listen.js';
export type { ListenOptions, Listening } from './node/listen.js';
