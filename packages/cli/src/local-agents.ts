import type { Agent } from '@agent-session/server';
import { createGuardedFetch } from '@agent-session/server/node';
import { webReader } from '@agent-session/web-reader';
import { CliError } from './cli-error.js';
import { loadAgents } from './load-agents.js';

/** The agents a server of this program runs, and the fetch that keeps them out of private networks. */
export interface LocalAgents {
  /** The one this program brings along, then the user's. */
  readonly agents: readonly [Agent, ...Agent[]];
  readonly fetch: typeof globalThis.fetch;
  close(): Promise<void>;
}

/**
 * Makes the local agents: the one this program brings along, and those of the user's modules. `demoOrigin` may be read
 * although it is on this machine.
 *
 * @throws CliError (usage) for a module that gives no agents, or two agents of one name.
 */
export async function localAgents(options: {
  readonly allowPrivateAddresses?: boolean | undefined;
  readonly demoOrigin?: string;
  readonly modules?: readonly string[] | undefined;
  readonly workingDirectory: string;
}): Promise<LocalAgents> {
  const guarded = createGuardedFetch({
    allowPrivateAddresses: options.allowPrivateAddresses ?? false,
    allowedOrigins: options.demoOrigin === undefined ? [] : [options.demoOrigin],
  });
  const agents: [Agent, ...Agent[]] = [webReader()];
  for (const path of options.modules ?? []) {
    for (const agent of await loadAgents(path, options.workingDirectory)) {
      if (agents.some(({ name }) => name === agent.name)) {
        throw new CliError('usage', `Two agents are named "${agent.name}"; the second is from ${path}. Rename one.`);
      }
      agents.push(agent);
    }
  }
  return { agents, fetch: guarded.fetch, close: () => guarded.close() };
}
