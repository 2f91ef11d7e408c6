import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { PATIENCE_MS } from '../../../scripts/patient-waits.ts';

/** The program in a pseudo-terminal, with a screen that shows what a person would see. */
export interface InTerminal {
  /** The screen with what has scrolled off its top, without empty lines at the end. */
  screen(): string;
  /** Everything that was written, escape sequences included. */
  raw(): string;
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Resolves when the screen shows it. */
  shows(pattern: RegExp): Promise<void>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number>;
  kill(): void;
}

export interface TerminalOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
  readonly folder?: string;
}

export function inTerminal(bin: string, argv: readonly string[], options: TerminalOptions = {}): InTerminal {
  return startInTerminal(process.execPath, [bin, ...argv], options);
}

/** Any program in a pseudo-terminal, such as a shell. */
export function startInTerminal(program: string, argv: readonly string[], options: TerminalOptions = {}): InTerminal {
  const { columns: cols = 100, rows = 30, folder = process.cwd() } = options;
  const screen = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 500 });
  const child = spawn(program, [...argv], {
    name: options.environment?.['TERM'] ?? 'xterm-256color',
    cols,
    rows,
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', TERM: 'xterm-256color', ...options.environment },
  });
  let raw = '';
  const watchers = new Set<() => void>();
  child.onData((data) => {
    raw += data;
    screen.write(data, () => {
      for (const watcher of [...watchers]) watcher();
    });
  });
  const ended = new Promise<number>((resolve) => {
    child.onExit(({ exitCode }) => screen.write('', () => resolve(exitCode)));
  });
  const read = (): string => {
    const { buffer } = screen;
    const lines: string[] = [];
    for (let at = 0; at < buffer.active.length; at += 1) {
      const line = buffer.active.getLine(at);
      const text = line?.translateToString(true) ?? '';
      if (line?.isWrapped) lines.push(`${lines.pop() ?? ''}${text}`);
      else lines.push(text);
    }
    return lines.join('\n').trimEnd();
  };
  return {
    screen: read,
    raw: () => raw,
    press: (keys) => child.write(keys),
    resize(columns, height) {
      child.resize(columns, height);
      screen.resize(columns, height);
    },
    shows(pattern) {
      return new Promise((resolve, reject) => {
        const tooLong = setTimeout(() => reject(new Error(`Never showed ${String(pattern)}:\n${read()}`)), PATIENCE_MS);
        const look = (): void => {
          if (!pattern.test(read())) return;
          clearTimeout(tooLong);
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        void ended.then((code) => {
          if (!pattern.test(read()))
            reject(new Error(`It ended with ${code} and never showed ${String(pattern)}:\n${read()}`));
        });
        look();
      });
    },
    ended,
    kill: () => child.kill('SIGKILL'),
  };
}
