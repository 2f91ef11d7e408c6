import type { AgentSessionClient, CallOptions } from '@agent-session/client';
import { isSessionStatus, isTerminal } from '@agent-session/protocol';

/** How long the status is waited for: only what is said depends on it. */
const READ_MS = 5_000;

/** Commands that change nothing in some statuses, and what is so then. */
const ALREADY: ReadonlyMap<string, (status: string) => string | null> = new Map([
  ['pause', (status) => (status === 'paused' ? 'The session is paused already.' : null)],
  [
    'cancel',
    (status) =>
      isSessionStatus(status) && isTerminal(status)
        ? `The session has ended already (${status}); nothing was cancelled.`
        : null,
  ],
]);

/**
 * Asked before a command is sent, since the reply to one that changes nothing is the same as to one that does: what is so
 * already, or `null` where the command has an effect, or nobody can say.
 */
export async function alreadySo(
  command: string,
  id: string,
  client: Pick<AgentSessionClient, 'status'>,
  call: CallOptions,
): Promise<string | null> {
  const wordFor = ALREADY.get(command);
  if (wordFor === undefined) return null;
  // Whatever is wrong, the command itself is told of it.
  const read = await client.status(id, { ...call, timeoutMs: READ_MS, retry: false }).catch(() => null);
  return read === null ? null : wordFor(read.status);
}
