import { EXIT_CODES } from './exit-codes.js';
import { reasonOf } from './reason-of.js';
import type { StopSignal, Terminal } from './terminal.js';

const STOPS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The world as this process sees it. */
export interface ProcessTerminal extends Terminal {
  /** What to exit with in place of 0, because the output could not be written to its end; `null`: it could. */
  readonly exitCode: number | null;
}

/**
 * The terminal, or the pipes, of this process. When its output can no longer be written, commands are told to stop, so that
 * they put their things in order: quietly when its reader has left (`| head`), with a message when a disk is full.
 */
export function processTerminal(): ProcessTerminal {
  const listeners = new Set<(signal: StopSignal) => void>();
  let exitCode: number | null = null;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Every line that follows fails as well.
    if (exitCode !== null) return;
    exitCode = error.code === 'EPIPE' ? EXIT_CODES.ok : EXIT_CODES.unwritten;
    if (exitCode !== EXIT_CODES.ok) process.stderr.write(`error: Cannot write the output: ${reasonOf(error)}\n`);
    if (listeners.size === 0) process.exit(exitCode);
    for (const listener of [...listeners]) listener('SIGTERM');
  });
  // There is nobody left to tell.
  process.stderr.on('error', () => undefined);
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    // Opened when somebody reads it: just looking would keep a pipe from ending.
    get stdin() {
      return process.stdin;
    },
    environment: process.env,
    workingDirectory: process.cwd(),
    onStop(listener) {
      listeners.add(listener);
      for (const signal of STOPS) process.on(signal, listener);
      return () => {
        listeners.delete(listener);
        for (const signal of STOPS) process.off(signal, listener);
      };
    },
    get exitCode() {
      return exitCode;
    },
  };
}
