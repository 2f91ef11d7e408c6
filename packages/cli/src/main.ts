import { EXIT_CODES } from './exit-codes.js';
import { runProgram } from './program.js';

const terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  // Opened when somebody reads it: just looking would keep a pipe from ending.
  get stdin() {
    return process.stdin;
  },
  environment: process.env,
  workingDirectory: process.cwd(),
  onStop(listener: (signal: 'SIGINT' | 'SIGTERM') => void): () => void {
    const onInterrupt = (): void => listener('SIGINT');
    const onTerminate = (): void => listener('SIGTERM');
    process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
    return () => {
      process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
    };
  },
};

// A reader that leaves (`| head`) is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT_CODES.ok);
    throw error;
  });
}

try {
  process.exitCode = await runProgram(process.argv.slice(2), terminal);
} catch (error) {
  const detail = error instanceof Error ? (process.env['DEBUG'] ? error.stack : error.message) : String(error);
  process.stderr.write(`error: ${detail}\nThis is a defect of agent-session; run again with DEBUG=1 for details.\n`);
  process.exitCode = EXIT_CODES.internal;
}
