/**
 * `npm run runtimes`: one program, unchanged, in every runtime, on the packages as they are published. Packs them,
 * installs the tarballs in an empty project, and there runs docs/examples/11-any-runtime in each runtime: as it is where npm
 * packages are imported, bundled for workerd and the browser. `npm run runtimes -- deno bun` runs the named ones.
 *
 * Says of each runtime which version ran, or why it could not be had. Fails when one that ran failed, and with
 * `--all` when one could not be had. Needs a build.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { installTarballs } from './install-tarballs.mjs';
import { withTarballs } from './pack.mjs';
import { runtimes } from './runtimes.mjs';
import { exitWith, setup } from './setup.mjs';
import { root } from './workspace.mjs';

/** @typedef {import('./runtimes.mjs').Runtime} Runtime */

const timeLimitMs = 120_000;
const sources = ['program.mjs', 'main.mjs', 'host.mjs', 'other-end.mjs'];

const args = process.argv.slice(2);
const all = args.includes('--all');
const asked = args.filter((argument) => argument !== '--all');
const unknown = asked.filter((name) => !runtimes.some((runtime) => runtime.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no runtime named ${unknown.join(', ')}; there are ${runtimes.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

await setup().catch(exitWith);
/** @type {{ ran: string[], failed: string[], absent: string[] }} */
const results = { ran: [], failed: [], absent: [] };
await withTarballs(async (packed, directory) => {
  const project = join(directory, 'project');
  installTarballs(packed, project);
  for (const source of sources)
    copyFileSync(join(root, 'docs/examples/11-any-runtime/src', source), join(project, source));
  for (const runtime of runtimes) {
    if (asked.length === 0 || asked.includes(runtime.name)) await runOne(runtime, project);
  }
});
console.log(`\nran: ${results.ran.join(', ') || 'none'}`);
if (results.failed.length > 0) console.log(`failed: ${results.failed.join(', ')}`);
if (results.absent.length > 0) console.log(`could not be had: ${results.absent.join(', ')}`);
if (results.failed.length > 0 || (all && results.absent.length > 0)) process.exitCode = 1;

/** @param {Runtime} runtime @param {string} project */
async function runOne(runtime, project) {
  const { name } = runtime;
  const found = find(runtime);
  if (found.program === null) {
    console.log(`absent  ${name}: ${found.reason}`);
    results.absent.push(name);
    return;
  }
  const version = versionOf(found.program);
  const { code, output } = await smokeIn(runtime, found.program, project);
  const verdict = /ok: .*/.exec(output)?.[0];
  if (code === 0 && verdict !== undefined) {
    console.log(`ok      ${name} (${version}) ${verdict.slice(4)}`);
    results.ran.push(`${name} (${version})`);
  } else {
    console.log(`FAILED  ${name} (${version}), code ${code}\n${output.trimEnd().replaceAll(/^/gm, '    ')}`);
    results.failed.push(name);
  }
}

/**
 * @param {Runtime} runtime
 * @param {string} program
 * @param {string} project
 * @returns {Promise<{ code: number | string, output: string }>}
 */
async function smokeIn({ name, bundle }, program, project) {
  const bundled = join(project, `${name}.bundle.mjs`);
  if (bundle !== null) await bundleFor(name, bundle, project, bundled);
  const host = await startHost(project, bundled);
  try {
    if (name === 'chromium') return await runInBrowser(program, host, project);
    if (name === 'workerd')
      return await runToItsEnd(program, ['test', workerConfig(project, bundled, host.url)], project);
    const flags = name === 'deno' ? ['run', '--quiet', '--node-modules-dir=manual', '--allow-net', '--allow-env'] : [];
    return await runToItsEnd(program, [...flags, 'main.mjs', host.url], project);
  } finally {
    host.stop();
  }
}

/** @param {string} name @param {readonly string[]} conditions @param {string} project @param {string} outfile */
async function bundleFor(name, conditions, project, outfile) {
  const contents =
    name === 'workerd'
      ? `import { smoke } from './program.mjs';
         export default { async test(_, env) { console.log(await smoke(env.baseUrl)); } };`
      : `import { smoke } from './program.mjs';
         smoke(location.origin)
           .catch((error) => error.stack)
           .then((body) => fetch('/result', { method: 'POST', body }));`;
  await build({
    stdin: { contents, resolveDir: project, loader: 'js' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['browser', 'module', 'main'],
    conditions: [...conditions, 'import'],
    logLevel: 'error',
  });
}

/**
 * @param {string} project
 * @param {string} bundled
 * @returns {Promise<{ url: string, said: Promise<string>, stop: () => void }>}
 */
async function startHost(project, bundled) {
  const child = spawn(process.execPath, ['host.mjs', bundled], { cwd: project, stdio: ['ignore', 'pipe', 'inherit'] });
  /** @type {(url: string) => void} */
  let listening = () => {};
  /** @type {(result: string) => void} */
  let say = () => {};
  const url = new Promise((resolve) => (listening = resolve));
  const said = new Promise((resolve) => (say = resolve));
  createInterface(child.stdout).on('line', (line) => {
    if (line.startsWith('listening ')) listening(line.slice('listening '.length));
    if (line.startsWith('page ')) say(String(JSON.parse(line.slice('page '.length))));
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('The host of the smoke ended early.')));
  ended.catch(() => {});
  return { url: await Promise.race([url, ended]), said, stop: () => child.kill() };
}

/** @param {string} program @param {readonly string[]} programArgs @param {string} cwd */
async function runToItsEnd(program, programArgs, cwd) {
  const child = spawn(program, programArgs, { cwd, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeLimitMs });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const [code, signal] = await once(child, 'close');
  return { code: code ?? signal, output };
}

/** @param {string} program @param {{ url: string, said: Promise<string> }} host @param {string} project */
async function runInBrowser(program, host, project) {
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];
  const profile = `--user-data-dir=${join(project, 'profile')}`;
  // Nothing debugs it; the port is what keeps a headless Chromium open.
  const child = spawn(program, [...flags, profile, '--remote-debugging-port=0', `${host.url}/page`], {
    stdio: 'ignore',
  });
  const closed = once(child, 'close');
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {Promise<string>} */
  const late = new Promise((resolve) => (timer = setTimeout(resolve, timeLimitMs, 'The page said nothing in time.')));
  const crashed = closed.then(([code]) => `Chromium ended with code ${String(code)}.`);
  const output = await Promise.race([host.said, late, crashed]);
  clearTimeout(timer);
  child.kill();
  await closed;
  return { code: output.startsWith('ok: ') ? 0 : 1, output };
}

/** @param {string} project @param {string} bundled @param {string} baseUrl */
function workerConfig(project, bundled, baseUrl) {
  const file = join(project, 'smoke.capnp');
  writeFileSync(
    file,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [
  (name = "main", worker = (
    modules = [(name = "main.mjs", esModule = embed "${basename(bundled)}")],
    bindings = [(name = "baseUrl", text = "${baseUrl}")],
    compatibilityDate = "2025-01-01",
    globalOutbound = "loopback",
  )),
  (name = "loopback", network = (allow = ["public", "private", "local"])),
]);`,
  );
  return file;
}

/**
 * The program of a runtime: installed from npm on first use, into `.cache/runtimes`.
 * @param {Runtime} runtime
 * @returns {{ program: string } | { program: null, reason: string }}
 */
function find({ npm, program }) {
  if (npm === null) {
    const folders = (process.env['PATH'] ?? '').split(delimiter);
    const found = [program, ...folders.map((folder) => join(folder, program))].find(
      (path) => path.includes('/') && existsSync(path),
    );
    return found === undefined ? { program: null, reason: `no ${program} on the PATH` } : { program: found };
  }
  const folder = join(root, '.cache/runtimes', npm.replaceAll('@', '-'));
  const installed = join(folder, 'node_modules/.bin', program);
  if (!existsSync(join(folder, 'complete'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const command = ['install', npm, '--no-audit', '--no-fund', '--loglevel=error', '--no-package-lock'];
    const { status, stderr } = spawnSync('npm', command, { cwd: folder, encoding: 'utf8' });
    if (status !== 0) return { program: null, reason: `npm install ${npm} failed: ${stderr.trim().split('\n')[0]}` };
    const works = spawnSync(installed, ['--version'], { encoding: 'utf8' });
    if (works.status !== 0) return { program: null, reason: `${npm} does not start here: ${works.stderr}` };
    writeFileSync(join(folder, 'complete'), '');
  }
  return { program: installed };
}

/** @param {string} program */
function versionOf(program) {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  return /\d+[\d.-]*\d/.exec(stdout)?.[0] ?? 'unknown version';
}
