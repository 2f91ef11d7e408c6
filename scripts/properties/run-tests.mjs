import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';
import { root } from '../workspace.mjs';

/**
 * @typedef {object} TestRan
 * @property {string} file from the root of the repository
 * @property {string} test its full name
 * @property {boolean} failed
 * @property {string} message why it failed; empty if it did not
 * @property {readonly import('./seeds.ts').PropertyTried[]} properties
 */

/**
 * Runs tests of one file in a process of their own.
 *
 * @param {object} wanted
 * @param {string} wanted.folder of the package, absolute
 * @param {string} wanted.file from the root of the repository
 * @param {string} [wanted.test] the full name of the only one to run
 * @param {Record<string, string>} env see seeds.ts
 * @returns {Promise<TestRan[]>}
 * @throws {Error} when vitest ended without a result, with what it printed
 */
export async function runTests({ folder, file, test }, env) {
  const scratch = mkdtempSync(join(tmpdir(), 'explore-'));
  const outputFile = join(scratch, 'result.json');
  const path = relative(folder, join(root, file));
  const only = test === undefined ? [] : ['-t', `^${escapePattern(test)}$`];
  const args = ['run', path, '--reporter=json', `--outputFile=${outputFile}`, '--maxWorkers=1', ...only];
  const child = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
      printed = `${printed}${chunk}`.slice(-10_000);
    });
  }
  try {
    await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
    return readResult(readFileSync(outputFile, 'utf8'), file);
  } catch (cause) {
    throw new Error(`vitest ended without a result for ${file}:\n${printed}`, { cause });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {string} json of vitest's reporter
 * @param {string} file
 * @returns {TestRan[]}
 */
function readResult(json, file) {
  /** @type {{ testResults: { message?: string, assertionResults: { fullName: string, status: string, failureMessages?: string[], meta: import('vitest').TaskMeta }[] }[] }} */
  const { testResults } = JSON.parse(json);
  const ran = testResults.flatMap(({ assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'passed' || status === 'failed')
      .map(({ fullName, status, failureMessages = [], meta }) => ({
        file,
        test: fullName,
        failed: status === 'failed',
        // All that this reporter has of a test that took longer than a test may.
        message: failureMessages.join('\n').replace(/^Error: STACK_TRACE_ERROR.*/s, 'It did not end in time.'),
        properties: meta.properties ?? [],
      })),
  );
  if (ran.length === 0) throw new Error(testResults.map(({ message }) => message).join('\n') || 'no test ran');
  return ran;
}

/** @param {string} text */
export const escapePattern = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
