import { programName } from './program-name.js';
import { shellWord } from './shell-word.js';
import type { Terminal } from './terminal.js';

/** A server, for who tries it from another terminal. */
export interface TriedServer {
  readonly url: string;
  /** The one this program brings along, then the user's. */
  readonly agents: readonly string[];
  /** A file with a key it accepts; `null`: its keys were typed, and are not repeated. */
  readonly keyFile: string | null;
}

/** A command that launches a session on a server, to be typed as it stands. */
export function tryLine({ url, agents, keyFile }: TriedServer, terminal: Pick<Terminal, 'environment'>): string {
  const [brought = '', own] = agents;
  const what =
    own === undefined
      ? `"Top 3 stories" --url https://news.ycombinator.com --agent ${brought}`
      : `"Hello" --agent ${shellWord(own)}`;
  const call = `${programName(terminal)} run ${what} --base-url ${url}`;
  return keyFile === null ? `H_API_KEY=your-key ${call}` : `${call} --api-key-file ${shellWord(keyFile)}`;
}
