import type { StopSignal, Terminal } from '../src/terminal.js';

/** A terminal that records what is written and can be stopped by the test. */
export interface FakeTerminal extends Terminal {
  out(): string;
  err(): string;
  /** The records of JSON output, in order. */
  records(): readonly Record<string, unknown>[];
  stop(): void;
  /** How many stop listeners are left. */
  listeners(): number;
  /** Resolves with the first match in stdout or stderr, as soon as it is written. */
  waitFor(pattern: RegExp): Promise<RegExpMatchArray>;
}

export function fakeTerminal(
  options: {
    readonly environment?: Record<string, string>;
    readonly workingDirectory?: string;
    readonly isTTY?: boolean;
  } = {},
): FakeTerminal {
  let out = '';
  let err = '';
  const stopListeners = new Set<(signal: StopSignal) => void>();
  const watchers = new Set<() => void>();
  const changed = (): void => {
    for (const watcher of [...watchers]) watcher();
  };
  return {
    stdout: {
      write(text: string) {
        out += text;
        changed();
      },
      ...(options.isTTY === undefined ? {} : { isTTY: options.isTTY }),
    },
    stderr: {
      write(text: string) {
        err += text;
        changed();
      },
      ...(options.isTTY === undefined ? {} : { isTTY: options.isTTY }),
    },
    environment: options.environment ?? {},
    workingDirectory: options.workingDirectory ?? process.cwd(),
    onStop(listener) {
      stopListeners.add(listener);
      return () => stopListeners.delete(listener);
    },
    out: () => out,
    err: () => err,
    records: () =>
      out
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    stop() {
      for (const listener of [...stopListeners]) listener('SIGINT');
    },
    listeners: () => stopListeners.size,
    waitFor(pattern) {
      return new Promise((resolve) => {
        const look = (): void => {
          const match = pattern.exec(out) ?? pattern.exec(err);
          if (match === null) return;
          watchers.delete(look);
          resolve(match);
        };
        watchers.add(look);
        look();
      });
    },
  };
}
