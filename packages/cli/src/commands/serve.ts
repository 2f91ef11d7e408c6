import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { createServer } from '@agent-session/server';
import { type Listening, listen } from '@agent-session/server/node';
import { readKeyFile } from '../api-key.js';
import { CliError } from '../cli-error.js';
import { EXIT_CODES } from '../exit-codes.js';
import { localAgents } from '../local-agents.js';
import { openStore } from '../open-store.js';
import { reasonOf } from '../reason-of.js';
import { stopSignal } from '../stop-signal.js';
import type { Terminal } from '../terminal.js';

/** The options of `agent-session serve`, as they stand on the command line. */
export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly key: readonly string[];
  readonly keyFile: readonly string[];
  readonly agents?: readonly string[];
  readonly allowPrivateAddresses?: true;
}

/**
 * Serves the sessions API until Ctrl-C or SIGTERM, then stops cleanly. Resolves with the exit code.
 *
 * @throws CliError (usage) when a key, an agent module, the data file or the port cannot be used.
 */
export async function serve(options: ServeOptions, terminal: Terminal): Promise<number> {
  const { workingDirectory } = terminal;
  if (options.key.some((key) => key.trim() === '')) {
    throw new CliError('usage', '--key must not be empty.');
  }
  const fromFiles = await Promise.all(options.keyFile.map((file) => readKeyFile(resolve(workingDirectory, file))));
  const given = [...options.key, ...fromFiles];
  const keys = given.length > 0 ? given : [`hk-local-${randomUUID()}`];
  const local = await localAgents({
    modules: options.agents,
    allowPrivateAddresses: options.allowPrivateAddresses,
    workingDirectory,
  });
  const store = openStore(options.data, workingDirectory);
  const stop = stopSignal(terminal);
  const server = createServer({ store, agents: local.agents, agentFetch: local.fetch, auth: { keys } });
  let listening: Listening | undefined;
  try {
    listening = await listen(server, { port: options.port, hostname: options.host }).catch((cause: unknown) => {
      throw new CliError('usage', reasonOf(cause), { cause });
    });
    const say = (text: string): void => void terminal.stderr.write(`${text}\n`);
    say(`data in ${resolve(workingDirectory, options.data)}`);
    say(`agents ${local.agents.map(({ name }) => name).join(', ')}`);
    // A key the user gave is theirs to know; one made here is of no use unless it is told.
    say(given.length > 0 ? `keys ${given.length} of yours` : `key ${keys[0]}`);
    say(`try H_API_KEY=${given.length > 0 ? '<key>' : keys[0]} agent-session list --base-url ${listening.url}`);
    terminal.stdout.write(`listening on ${listening.url}\n`);
    if (!stop.signal.aborted) {
      await new Promise<void>((done) => stop.signal.addEventListener('abort', () => done(), { once: true }));
    }
    say('stopping');
    return EXIT_CODES.ok;
  } finally {
    await (listening ?? server).close();
    await local.close();
    stop.release();
  }
}
