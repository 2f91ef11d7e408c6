import { transportFetch as crossFetch } from '../src/transport/cross-fetch.js';
import { transportFetch as platformFetch } from '../src/transport/platform-fetch.js';

/** The two transports every behaviour is tested on. */
export const transports: readonly { readonly transport: string; readonly fetch: typeof fetch }[] = [
  { transport: 'cross-fetch', fetch: crossFetch },
  { transport: 'native fetch', fetch: platformFetch },
];
