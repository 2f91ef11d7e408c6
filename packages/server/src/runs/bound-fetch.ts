import type { RunControl } from './run-control.js';

/** The server's fetch for agents, which ends with the run. */
export function boundFetch({ services, signal }: RunControl): typeof globalThis.fetch {
  return (input, init = {}) =>
    services.fetch(input, { ...init, signal: init.signal ? AbortSignal.any([init.signal, signal]) : signal });
}
