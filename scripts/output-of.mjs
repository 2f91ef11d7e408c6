import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { root } from './workspace.mjs';

/**
 * Runs a program to its end and gives what it printed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, timeoutMs?: number }} [options]
 * @throws {Error} whose message holds everything it printed, if it does not end with code 0
 */
export function outputOf(command, args, { cwd = root, timeoutMs } = {}) {
  // `npx` and `npm` are scripts on Windows, which only a shell can start.
  const shell = process.platform === 'win32' && command !== process.execPath;
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: timeoutMs,
    shell,
  });
  if (status === 0) return stdout;
  const ending = status === null ? (error?.message ?? 'was killed') : `ended with code ${status}`;
  throw new Error(`${command} ${args.join(' ')} ${ending}\n${stdout}${stderr}`);
}
