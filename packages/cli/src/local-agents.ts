import type { Agent } from '@agent-session/server';
import { createGuardedFetch } from '@agent-session/server/node';
import { webReader } from '@agent-session/server/web-reader';

/** The agents this program brings along, and the fetch that keeps them out of private networks. */
export interface LocalAgents {
  readonly agents: readonly Agent[];
  readonly fetch: typeof globalThis.fetch;
  close(): Promise<void>;
}

/** Makes the local agents. `demoOrigin` may be read although it is on this machine. */
export function localAgents(options: {
  readonly allowPrivateAddresses?: boolean | undefined;
  readonly demoOrigin?: string;
}): LocalAgents {
  const guarded = createGuardedFetch({
    allowPrivateAddresses: options.allowPrivateAddresses ?? false,
    allowedOrigins: options.demoOrigin === undefined ? [] : [options.demoOrigin],
  });
  return {
    agents: [webReader()],
    fetch: guarded.fetch,
    close: () => guarded.close(),
  };
}
