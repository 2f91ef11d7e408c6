import { EXIT_CODES } from './exit-codes.js';
import { processTerminal } from './process-terminal.js';
import { runProgram } from './program.js';

const terminal = processTerminal();
try {
  const exitCode = await runProgram(process.argv.slice(2), terminal);
  process.exitCode = terminal.exitCode ?? exitCode;
} catch (error) {
  process.exitCode = terminal.exitCode ?? EXIT_CODES.internal;
  if (terminal.exitCode === null) {
    const detail = error instanceof Error ? (process.env['DEBUG'] ? error.stack : error.message) : String(error);
    process.stderr.write(`error: ${detail}\nThis is a defect of agent-session; run again with DEBUG=1 for details.\n`);
  }
}
