import { spawn, spawnSync } from 'node:child_process';
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
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: 100_000_000,
    shell: needsShell(command),
  });
  if (status === 0) return stdout;
  throw failure(command, args, status === null ? (error?.message ?? 'was killed') : status, stdout + stderr);
}

/**
 * The same, while this process goes on: for programs that ask it something.
 *
 * @param {string} cwd
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string> }} [options] variables beside those of this process
 * @returns {Promise<string>}
 */
export function outputIn(cwd, command, args, { env = {} } = {}) {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, shell: needsShell(command) });
  let stdout = '';
  let all = '';
  child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
    stdout += chunk;
    all += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => (all += chunk));
  child.stdin.end();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else reject(failure(command, args, code ?? String(signal), all));
    });
  });
}

/** `npx` and `npm` are scripts on Windows, which only a shell can start. @param {string} command */
function needsShell(command) {
  return process.platform === 'win32' && command !== process.execPath;
}

/** @param {string} command @param {readonly string[]} args @param {number | string} end @param {string} output */
function failure(command, args, end, output) {
  const ending = typeof end === 'number' ? `ended with code ${end}` : end;
  return new Error(`${command} ${args.join(' ')} ${ending}\n${output}`);
}
