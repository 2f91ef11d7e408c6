import type { LiveSession } from '@agent-session/rxjs';
import type { Keyboard } from './keyboard.js';
import { type LineInput, typeKey } from './line-input.js';
import type { LiveReporter } from './live-reporter.js';
import { printable } from './printable.js';
import { reasonOf } from './reason-of.js';

/** Lets the keys of the live view steer the session until released. `onLeave`: the user wants to stop watching. */
export function steerByKeys(
  live: LiveSession,
  view: LiveReporter,
  keyboard: Keyboard,
  onLeave: (interrupted: boolean) => void,
): () => void {
  let line: LineInput | null = null;
  const say = (what: string, command: Promise<void>): void => {
    view.notice(`${what} …`);
    command.then(
      () => view.notice(`${what}: accepted`),
      (error: unknown) => view.notice(`${what}: ${printable(reasonOf(error), 300)}`),
    );
  };
  return keyboard.listen((key) => {
    if (line !== null) {
      line = typeKey(line, key);
      if (line.state === 'sent') say('message', live.message(line.text));
      view.prompt(line.state === 'typing' ? `message: ${printable(line.text, 10_000)}█` : null);
      if (line.state !== 'typing') line = null;
      return;
    }
    if (key.ctrl) {
      if (key.name === 'c') onLeave(true);
    } else if (key.name === 'q') onLeave(false);
    else if (key.name === 'p') say('pause', live.pause());
    else if (key.name === 'r') say('resume', live.resume());
    else if (key.name === 'f') say('force answer', live.forceAnswer());
    else if (key.name === 'm') {
      line = { text: '', state: 'typing' };
      view.prompt('message (Enter sends, Esc drops): █');
    }
  });
}
