import { resolve } from 'node:path';
import { makeServer } from '../make-server.js';
import { listen } from '@agent-session/server/node';
import { CliError } from '../cli-error.js';
import { consolePage } from '../console-page.js';
import { EXIT_CODES } from '../exit-codes.js';
import { localAgents } from '../local-agents.js';
import { hasBrowser, openBrowser } from '../open-browser.js';
import { openStore } from '../open-store.js';
import type { OutputOptions } from '../output-mode.js';
import { printRecord } from '../print-record.js';
import { reasonOf } from '../reason-of.js';
import { givenKeys, ownKey, type OwnKey } from '../server-keys.js';
import { serverLog } from '../server-log.js';
import { stopSignal } from '../stop-signal.js';
import type { Terminal } from '../terminal.js';
import { tryLine } from '../try-line.js';

/** The options of `agent-session serve`, as they stand on the command line. */
export interface ServeOptions extends OutputOptions {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly key?: readonly string[];
  readonly keyFile?: readonly string[];
  readonly agents?: readonly string[];
  readonly allowPrivateAddresses?: true;
  /** Open the console in a browser. Default: where somebody would see it. */
  readonly open?: boolean;
}

/**
 * Serves the sessions API, and the console beside it, until Ctrl-C or SIGTERM; then stops cleanly. Resolves with the exit
 * code.
 *
 * @throws CliError (usage) when a key, an agent module, the data file or the port cannot be used.
 */
export async function serve(options: ServeOptions, terminal: Terminal): Promise<number> {
  const { workingDirectory } = terminal;
  const data = resolve(workingDirectory, options.data);
  const given = await givenKeys(options, workingDirectory);
  const local = await localAgents({
    modules: options.agents,
    allowPrivateAddresses: options.allowPrivateAddresses,
    workingDirectory,
  });
  const store = openStore(data, workingDirectory, 'a file and a port of its own: --data other.db --port 0');
  const page = consolePage();
  const stop = stopSignal(terminal);
  // Each that is made closes the one before.
  let opened: { close(): Promise<void> } = store;
  try {
    const own = given.length > 0 ? null : await ownKey(data);
    const keys = own === null ? given : [own.key];
    const server = makeServer({
      store,
      agents: local.agents,
      agentFetch: local.fetch,
      auth: { keys },
      log: serverLog(terminal),
    });
    opened = server;
    const listening = await listen(server, {
      port: options.port,
      hostname: options.host,
      ...(page === null ? {} : { page }),
    }).catch((cause: unknown) => {
      const why = reasonOf(cause).replace(
        /choose another one\.$/,
        'choose another one with --port, or 0 for one that is free.',
      );
      throw new CliError('usage', why, { cause });
    });
    opened = listening;
    const place: ServingPlace = {
      url: listening.url,
      console: page === null ? null : `${reachable(listening.url)}/`,
      data,
      agents: local.agents.map(({ name }) => name),
      keyCount: keys.length,
      own,
    };
    const keyFile =
      own?.file ?? (options.keyFile?.[0] === undefined ? null : resolve(workingDirectory, options.keyFile[0]));
    const tried = tryLine({ url: reachable(place.url), agents: place.agents, keyFile }, terminal);
    printRecord(options, terminal, servingRecord(place), () => servingLines(place, tried));
    if (place.console !== null && (options.open ?? hasBrowser(terminal))) await show(place.console, terminal);
    if (!stop.signal.aborted) {
      await new Promise<void>((done) => stop.signal.addEventListener('abort', () => done(), { once: true }));
    }
    terminal.stderr.write('stopping; running agents have 10 s to finish, Ctrl-C ends at once\n');
    return EXIT_CODES.ok;
  } finally {
    await opened.close();
    await local.close();
    stop.release();
  }
}

/** Where everything of a server is. */
interface ServingPlace {
  readonly url: string;
  readonly console: string | null;
  readonly data: string;
  readonly agents: readonly string[];
  readonly keyCount: number;
  readonly own: OwnKey | null;
}

function servingRecord({ url, console: page, data, agents, keyCount, own }: ServingPlace): object {
  return { type: 'serving', url, console: page, data, agents, keys: keyCount, key_file: own?.file ?? null };
}

function servingLines(
  { url, console: page, data, agents, keyCount, own }: ServingPlace,
  tried: string,
): readonly string[] {
  return [
    `listening on ${url}`,
    `console  ${page ?? 'not in this build'}`,
    `data     ${data}`,
    `agents   ${agents.join(', ')}`,
    // A key the user gave is theirs to know; one made here is of no use unless it is told.
    own === null
      ? keyCount === 1
        ? 'key      the one you gave'
        : `keys     the ${keyCount} you gave`
      : `key      ${own.key} (kept in ${own.file})`,
    `try      ${tried}`,
  ];
}

async function show(page: string, { stderr }: Terminal): Promise<void> {
  await openBrowser(page).catch((error: unknown) => {
    stderr.write(`No browser could be opened (${reasonOf(error)}). Open ${page} yourself.\n`);
  });
}

/** An address to type in: one that means "every address of this machine" leads nowhere by itself. */
function reachable(url: string): string {
  return url.replace(/\/\/(0\.0\.0\.0|\[::\]):/, '//localhost:');
}
