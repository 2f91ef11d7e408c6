import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { createServer } from '@agent-session/server';
import { type Listening, listen } from '@agent-session/server/node';
import { CliError } from '../cli-error.js';
import { EXIT_CODES } from '../exit-codes.js';
import { localAgents } from '../local-agents.js';
import { openStore } from '../open-store.js';
import { stopSignal } from '../stop-signal.js';
import type { Terminal } from '../terminal.js';

/** The options of `agent-session serve`, as they stand on the command line. */
export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly key: readonly string[];
  readonly allowPrivateAddresses?: true;
}

/**
 * Serves the sessions API until Ctrl-C or SIGTERM, then stops cleanly. Resolves with the exit code.
 *
 * @throws CliError (usage) when the data file or the port cannot be used.
 */
export async function serve(options: ServeOptions, terminal: Terminal): Promise<number> {
  if (options.key.some((key) => key.trim() === '')) {
    throw new CliError('usage', '--key must not be empty.');
  }
  const stop = stopSignal(terminal);
  const store = openStore(options.data, terminal.workingDirectory);
  const local = localAgents(options);
  const keys = options.key.length > 0 ? options.key : [`hk-local-${randomUUID()}`];
  const server = createServer({ store, agents: local.agents, agentFetch: local.fetch, auth: { keys } });
  let listening: Listening | undefined;
  try {
    listening = await listen(server, { port: options.port, hostname: options.host }).catch((cause: unknown) => {
      throw new CliError('usage', cause instanceof Error ? cause.message : String(cause), { cause });
    });
    terminal.stderr.write(`data in ${resolve(terminal.workingDirectory, options.data)}\n`);
    // A key the user gave is theirs to know; one made here is of no use unless it is told.
    if (options.key.length === 0) terminal.stderr.write(`key ${keys[0]}\n`);
    terminal.stdout.write(`listening on ${listening.url}\n`);
    if (!stop.signal.aborted) {
      await new Promise<void>((done) => stop.signal.addEventListener('abort', () => done(), { once: true }));
    }
    terminal.stderr.write('stopping\n');
    return EXIT_CODES.ok;
  } finally {
    await (listening ?? server).close();
    await local.close();
    stop.release();
  }
}
