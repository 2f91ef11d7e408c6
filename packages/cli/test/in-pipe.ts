import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

/** The program with pipes for its streams. */
export interface InPipe {
  out(): string;
  err(): string;
  /** The records on stdout, in order. */
  records(): readonly Record<string, unknown>[];
  /** Resolves when stdout or stderr shows it. */
  shows(pattern: RegExp): Promise<void>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number>;
  readonly process: ChildProcessWithoutNullStreams;
}

export interface PipeOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly folder?: string;
  /** What runs it. Default: Node. */
  readonly program?: string;
}

export function inPipe(bin: string, argv: readonly string[], options: PipeOptions = {}): InPipe {
  const child = spawn(options.program ?? process.execPath, [bin, ...argv], {
    cwd: options.folder ?? process.cwd(),
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...options.environment },
  });
  let out = '';
  let err = '';
  const watchers = new Set<() => void>();
  const changed = (): void => {
    for (const watcher of [...watchers]) watcher();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    changed();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    changed();
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const ended = new Promise<number>((resolve) => {
    child.on('close', (code) => resolve(code ?? -1));
  });
  return {
    out: () => out,
    err: () => err,
    records: () =>
      out
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    shows: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!pattern.test(out) && !pattern.test(err)) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        void ended.then((code) => {
          if (!pattern.test(out) && !pattern.test(err)) {
            reject(new Error(`It ended with ${code} and never showed ${String(pattern)}:\n${out}\n${err}`));
          }
        });
        look();
      }),
    ended,
    process: child,
  };
}
