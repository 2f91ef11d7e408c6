import { fetch as crossFetch } from 'cross-fetch';

/** The two transports every behaviour is tested on. */
export const transports: readonly { readonly transport: string; readonly fetch: typeof fetch }[] = [
  { transport: 'cross-fetch', fetch: crossFetch },
  { transport: 'native fetch', fetch: globalThis.fetch },
];
