import type { LiveSession } from '@agent-session/rxjs';
import { EXIT_CODES } from './exit-codes.js';
import type { Key, Keyboard } from './keyboard.js';
import type { LiveReporter } from './live-reporter.js';
import { printable } from './printable.js';
import { reasonOf } from './reason-of.js';
import type { Target } from './target.js';
import type { Terminal } from './terminal.js';

/** How long a second Ctrl-C is waited for, and how long an answer to what it asks. */
const SECOND_THOUGHT_MS = 3_000;
const DECISION_MS = 30_000;

/** What is being left, and by what means the user is asked. */
export interface Leaving {
  readonly live: LiveSession;
  readonly target: Target;
  readonly view: LiveReporter | null;
  readonly keyboard: Keyboard | null;
  /** Left by Ctrl-C, in the live view. */
  readonly interrupted: boolean;
}

/**
 * Says what becomes of the session now that nobody watches, and how to come back. On a terminal a second Ctrl-C is
 * waited for a moment: it offers to cancel the run. Resolves with the exit code.
 */
export async function leave(
  { live, target, view, keyboard, interrupted }: Leaving,
  terminal: Terminal,
): Promise<number> {
  const say = (text: string): void => (view === null ? void terminal.stderr.write(`${text}\n`) : view.note(text));
  view?.note('');
  view?.notice(null);
  const back = target.comeBack(live.id);
  if (back === null) {
    say('Stopped. The embedded server ends, and the session with it.');
    return EXIT_CODES.stopped;
  }
  say(
    `Stopped watching. The session ${printable(live.id)} still runs on ${target.client.baseUrl}.\nCome back with: ${back}`,
  );
  if (view === null || keyboard === null || !interrupted) return EXIT_CODES.stopped;
  view.prompt('Ctrl-C again offers to cancel the session; any other key leaves it running.');
  const second = await nextKey(keyboard, SECOND_THOUGHT_MS);
  if (second === null || !second.ctrl || second.name !== 'c') return EXIT_CODES.stopped;
  view.prompt('Cancel the session for good? y/N');
  const answer = await nextKey(keyboard, DECISION_MS);
  if (answer === null || answer.name !== 'y') {
    say('Not cancelled.');
    return EXIT_CODES.stopped;
  }
  view.prompt('cancelling …');
  try {
    await target.client.cancel(live.id, { totalTimeoutMs: target.giveUpAfterSeconds * 1000 });
    say('Cancelled.');
    return EXIT_CODES.interrupted;
  } catch (error) {
    say(`Could not cancel: ${printable(reasonOf(error), 300)}`);
    return EXIT_CODES.stopped;
  }
}

function nextKey(keyboard: Keyboard, withinMs: number): Promise<Key | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(null), withinMs);
    const release = keyboard.listen((key) => done(key));
    function done(key: Key | null): void {
      clearTimeout(timer);
      release();
      resolve(key);
    }
  });
}
