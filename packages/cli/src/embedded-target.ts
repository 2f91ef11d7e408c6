import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@agent-session/client';
import { endpointPath } from '@agent-session/protocol';
import { makeServer } from './make-server.js';
import { listen } from '@agent-session/server/node';
import { serveDemoSite } from './demo-site-server.js';
import { localAgents } from './local-agents.js';
import { openStore } from './open-store.js';
import type { Target } from './target.js';
import type { Terminal } from './terminal.js';

/**
 * A server of this process: the sessions API on a free loopback port over a SQLite file, and the demo's news site on
 * another. Without `data` the file is temporary and goes with the process; one left behind by a kill is never used again.
 *
 * @throws CliError (usage) when the data file cannot be used.
 */
export async function embeddedTarget(
  terminal: Terminal,
  options: {
    readonly data?: string | undefined;
    readonly allowPrivateAddresses?: boolean | undefined;
    readonly agents?: readonly string[] | undefined;
    readonly giveUpAfterSeconds: number;
    readonly maxWaitSeconds: number | null;
  },
): Promise<Target> {
  const undo: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    const failures: unknown[] = [];
    // All of them, whatever becomes of one: a socket left open would keep the process.
    for (const step of undo.splice(0).toReversed()) await step().catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  try {
    let file = options.data;
    if (file === undefined) {
      const folder = await mkdtemp(join(tmpdir(), 'agent-session-'));
      undo.push(() => rm(folder, { recursive: true, force: true }));
      file = join(folder, 'sessions.db');
    }
    const store = openStore(file, terminal.workingDirectory, 'a file of its own: --data other.db');
    undo.push(() => store.close());
    const site = await serveDemoSite();
    undo.push(() => site.close());
    const local = await localAgents({
      allowPrivateAddresses: options.allowPrivateAddresses,
      modules: options.agents,
      workingDirectory: terminal.workingDirectory,
      demoOrigin: site.url,
    });
    undo.push(() => local.close());
    const [brought, own] = local.agents;
    const key = `hk-local-${randomUUID()}`;
    const server = makeServer({ store, agents: local.agents, agentFetch: local.fetch, auth: { keys: [key] } });
    const listening = await listen(server, { drainMs: 0 });
    undo.push(() => listening.close());
    terminal.stderr.write(`listening on ${listening.url}\n`);
    const read = (path: string): string => `curl -s -H 'Authorization: Bearer ${key}' '${listening.url}${path}'`;
    return {
      client: createClient({ apiKey: key, baseUrl: listening.url }),
      // Who brings agents means the first of them.
      defaultAgent: own?.name ?? brought.name,
      demo: { agent: brought.name, pageUrl: `${site.url}/` },
      giveUpAfterSeconds: options.giveUpAfterSeconds,
      maxWaitSeconds: options.maxWaitSeconds,
      comeBack: () => null,
      followUp: (id) => [
        read(endpointPath('status', { id })),
        read(`${endpointPath('changes', { id })}?wait_for_seconds=20`),
        read(endpointPath('events', { id })),
      ],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
