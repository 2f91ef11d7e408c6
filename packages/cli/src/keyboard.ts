import { emitKeypressEvents } from 'node:readline';
import type { Terminal } from './terminal.js';

/** One key, as Node names it. */
export interface Key {
  /** `return`, `escape`, `left`, `c`, …; empty for characters without a name. */
  readonly name: string;
  /** What was typed. */
  readonly text: string;
  readonly ctrl: boolean;
}

/** Keys as they are pressed. */
export interface Keyboard {
  /** Sends keys to this listener until it is released or a later one takes over. */
  listen(listener: (key: Key) => void): () => void;
  /** Gives the terminal back. */
  close(): void;
}

/**
 * Reads single keys, or `null` where nobody types. While it is open Ctrl-C is a key; should the process end before
 * `close`, the terminal is put right all the same.
 */
export function openKeyboard({ stdin }: Terminal): Keyboard | null {
  if (stdin === undefined || !stdin.isTTY || typeof stdin.setRawMode !== 'function') return null;
  const listeners: ((key: Key) => void)[] = [];
  const onKeypress = (text: string | undefined, key: { name?: string; ctrl?: boolean; sequence?: string }): void => {
    if (key.ctrl && key.name === 'z' && process.platform !== 'win32') suspend();
    else listeners.at(-1)?.({ name: key.name ?? '', text: text ?? '', ctrl: key.ctrl ?? false });
  };
  const cooked = (): void => void stdin.setRawMode(false);
  const suspend = (): void => {
    cooked();
    process.once('SIGCONT', () => stdin.setRawMode(true));
    process.kill(process.pid, 'SIGTSTP');
  };
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.on('keypress', onKeypress).resume();
  process.on('exit', cooked);
  return {
    listen(listener) {
      listeners.push(listener);
      return () => {
        const at = listeners.indexOf(listener);
        if (at !== -1) listeners.splice(at, 1);
      };
    },
    close() {
      process.off('exit', cooked);
      stdin.off('keypress', onKeypress).pause();
      cooked();
    },
  };
}
