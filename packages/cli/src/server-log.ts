import type { ServerLog } from '@agent-session/server';
import { placeOf } from './place-of.js';
import { printable } from './printable.js';
import { reasonOf } from './reason-of.js';
import type { Terminal } from './terminal.js';

/** Longer messages are cut: the session keeps the whole of it. */
const MAX_MESSAGE_LENGTH = 500;

/**
 * Tells whoever runs a server what went wrong, in one line each: which agent failed, in which session, why, and where in
 * the agent's file. Requests that were handled are not told of.
 */
export function serverLog({ stderr, workingDirectory }: Pick<Terminal, 'stderr' | 'workingDirectory'>): ServerLog {
  return ({ level, event, error, agent, sessionId, method, path }) => {
    if (level === 'info') return;
    const what =
      event === 'run.failed'
        ? ['agent', agent, 'failed in session', sessionId]
        : [event, sessionId, method, path].filter((part) => part !== undefined);
    const { message, stacks } = readError(error);
    const place = stacks.map((stack) => placeOf(stack, workingDirectory)).find((found) => found !== null);
    const line = [`${level === 'warn' ? 'warning' : level}: ${printable(what.join(' '))}`];
    if (message !== '') line.push(printable(message, MAX_MESSAGE_LENGTH));
    const told = line.join(': ');
    stderr.write(place === undefined ? `${told}\n` : `${told.replace(/\.$/, '')}, at ${place}\n`);
  };
}

/** What an error became in the log: its message, and its stack with those of its causes. */
function readError(error: unknown): { readonly message: string; readonly stacks: readonly string[] } {
  if (error === undefined || error === null) return { message: '', stacks: [] };
  // An agent may throw anything.
  if (typeof error !== 'object') return { message: reasonOf(error), stacks: [] };
  const { message, stack, cause } = error as Readonly<Record<string, unknown>>;
  const below = readError(cause);
  const said = typeof message === 'string' ? message : '';
  return {
    // A fetch that failed says why in its cause only.
    message: said === 'fetch failed' && below.message !== '' ? `${said}: ${below.message}` : said,
    stacks: [...(typeof stack === 'string' ? [stack] : []), ...below.stacks],
  };
}
