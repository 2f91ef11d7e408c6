import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endWithNpm } from './end-with-npm.mjs';
import { LockHeldError, withLock } from './lock.mjs';
import { root, workspacePackages } from './workspace.mjs';

/** The one place that says which pnpm this workspace uses. There is no `packageManager` field: see CONTRIBUTING. */
export const pnpm = 'pnpm@12.21.0';

const oldestNode = [20, 19];
/** npm waits over a minute by default before it says that there is no network. */
const quickRetries = { npm_config_fetch_retry_mintimeout: '1000', npm_config_fetch_retry_maxtimeout: '5000' };

const stamp = join(root, 'node_modules', '.agent-session-setup');

/** What a person can act on; printed without a stack. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Makes the checkout ready to run: installs exactly what the lockfile says, unless that is already so.
 * Safe to run twice at once, and to kill at any point: the next run finishes the job.
 *
 * @param {() => Promise<void>} [andThen] more to do before another run may start, such as a build
 * @throws {SetupError}
 */
export async function setup(andThen = async () => {}) {
  checkNode();
  endWithNpm();
  await withLock(
    join(root, '.cache', 'setup.lock'),
    async () => {
      if (!isInstalled()) await install();
      await andThen();
    },
    (owner, waitedMs) => {
      const since = waitedMs < 1000 ? '' : ` for ${Math.round(waitedMs / 1000)} s`;
      console.error(`Another setup of this checkout is running (${owner}); waiting for it${since}.`);
    },
  ).catch((/** @type {unknown} */ error) => {
    throw error instanceof LockHeldError ? new SetupError(error.message) : error;
  });
}

/**
 * Runs a program of this workspace with its output shown.
 * @param {string} command @param {readonly string[]} args
 * @returns {Promise<number>} its exit code; 128 + n when signal n ended it
 */
export function run(command, args) {
  // `npx` is a script on Windows, which only a shell can start; nothing of the user's is among these arguments.
  const child = spawn(command, args, {
    cwd: root,
    env: { ...quickRetries, ...process.env },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  // The terminal sends Ctrl-C to the child as well: let it end first, then say how it ended.
  const wait = () => {};
  const forward = () => child.kill('SIGTERM');
  process.on('SIGINT', wait).on('SIGTERM', forward);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
  }).finally(() => process.off('SIGINT', wait).off('SIGTERM', forward));
}

/** The TypeScript compiler of this workspace, started without npx. */
export const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

/**
 * Ends the process the way a failed setup should: one clear message.
 * @param {unknown} error
 * @returns {never}
 */
export function exitWith(error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exit(error.exitCode);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = oldestNode;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  throw new SetupError(
    `agent-session needs Node ${oldestNode.join('.')} or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
      'Install a newer one from https://nodejs.org or with your version manager, then run the command again.',
  );
}

function isInstalled() {
  const record = readRecord();
  return record?.fingerprint === fingerprint() && record.installed.every((path) => existsSync(join(root, path)));
}

/**
 * What the last install was for and what it brought, if one has finished. Somebody may have removed a part of it since.
 * @returns {{ fingerprint: string, installed: string[] } | undefined}
 */
function readRecord() {
  if (!existsSync(stamp)) return undefined;
  const [first = '', ...installed] = readFileSync(stamp, 'utf8').split('\n');
  return { fingerprint: first, installed };
}

/** Everything an install depends on: a change of any of it means installing again. */
function fingerprint() {
  const files = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', '.npmrc'].map((name) => join(root, name));
  const manifests = workspacePackages().map(({ folder }) => join(folder, 'package.json'));
  const hash = createHash('sha256').update([pnpm, process.platform, process.arch].join(' '));
  for (const file of [...files, ...manifests.toSorted()]) {
    hash.update(`\n${relative(root, file)}\n`).update(existsSync(file) ? readFileSync(file) : '-');
  }
  return hash.digest('hex');
}

/**
 * The dependencies that are there. Not every package under the folders of the workspace belongs to it, and only pnpm knows
 * which do: what it brought is what has to stay.
 * @returns {string[]} relative to the root
 */
function installedDependencies() {
  /** @type {import('./workspace.mjs').Manifest} */
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return [{ folder: root, manifest }, ...workspacePackages()].flatMap(
    ({ folder, manifest: { dependencies, devDependencies } }) =>
      Object.keys({ ...dependencies, ...devDependencies })
        .map((name) => join(folder, 'node_modules', name))
        .filter(existsSync)
        .map((path) => relative(root, path)),
  );
}

async function install() {
  // Gone before anything is touched: an install that is killed is never taken for a finished one.
  rmSync(stamp, { force: true });
  console.error(`Installing dependencies with ${pnpm} (once; about half a minute) …`);
  const before = fingerprint();
  // Explicit, so that neither a CI variable nor the lack of a terminal changes what happens.
  const code = await run('npx', ['-y', pnpm, 'install', '--frozen-lockfile', '--config.confirm-modules-purge=false']);
  if (code >= 128) throw new SetupError('Setup was interrupted. Run the command again to finish it.', code);
  if (code !== 0) throw new SetupError(explainFailure(code));
  writeFileSync(stamp, [before, ...installedDependencies()].join('\n'));
}

/** @param {number} code */
function explainFailure(code) {
  // Asked through npm, which knows of proxies and certificates that `fetch` would not.
  const question = ['view', pnpm, 'version', '--fetch-retries=0', '--fetch-timeout=10000'];
  const { status, stderr } = spawnSync('npm', question, {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    const problem = /npm (?:error|ERR!) code (\w+)/.exec(stderr)?.[1] ?? 'no answer';
    const registry = process.env['npm_config_registry'] ?? 'of your npm configuration';
    return (
      `Setup failed: the npm registry ${withoutCredentials(registry)} cannot be reached (${problem}).\n` +
      'Check the network, the proxy (HTTPS_PROXY) and `npm config get registry`, then run the command again.'
    );
  }
  return (
    `Setup failed: installing the dependencies ended with code ${code}; the reason is above.\n` +
    'If package.json and pnpm-lock.yaml differ, run ' +
    `\`npx ${pnpm} install\` and commit the lockfile; otherwise run the command again.`
  );
}

/** @param {string} url */
function withoutCredentials(url) {
  return url.replace(/\/\/[^/@]*@/, '//');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await setup().catch(exitWith);
