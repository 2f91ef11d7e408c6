/**
 * `node scripts/smoke-runtimes.mjs`: the bundled client against a loopback server in the runtimes that
 * are at hand. Programs are found on the PATH, or in the folder given as the first argument
 * (`npm install --prefix folder deno bun workerd`). Says of each runtime whether it ran; fails when one that ran failed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { root } from './workspace.mjs';

const id = '6f1f8a52-0f0e-4a39-9b5d-3d5f5d1a0001';
const timeLimitMs = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'agent-session-runtimes-'));
const server = createServer(answer);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
const url = `http://127.0.0.1:${port}`;

/** What each runtime does: a read, a long-poll aborted, a time limit, an error, a create, a redirect off the origin. */
const program = `
import { createClient, isClientError } from '@agent-session/client';
export async function smoke(baseUrl) {
  const client = createClient({ baseUrl, apiKey: 'hk-smoke', retry: false });
  const id = '${id}';
  const failure = (promise) => promise.then(() => 'no error', (error) => error);
  const is = (what, holds) => { if (!holds) throw new Error(what); };
  is('status', (await client.status(id)).status === 'running');
  is('create', (await client.create({ agent: 'a', messages: 'b' })).id === id);
  const controller = new AbortController();
  const aborted = failure(client.changes(id, { waitSeconds: 25, signal: controller.signal }));
  setTimeout(() => controller.abort('mine'), 100);
  is('the reason of an abort', (await aborted) === 'mine');
  is('a time limit', isClientError(await failure(client.changes(id, { waitSeconds: 25, timeoutMs: 100 })), 'timeout'));
  is('an error', isClientError(await failure(client.get(id)), 'not-found'));
  is('a refused connection', isClientError(await failure(createClient({ baseUrl: 'http://127.0.0.1:1', apiKey: 'k', retry: false }).quota()), 'network'));
  const bytes = await (await client.resource(id, 'files', 'a')).blob();
  is('a redirected resource', (await bytes.text()) === 'no key');
  return 'ok';
}
`;

/** @type {Record<string, { condition: string, source: string, start: (bundle: string) => readonly string[] | null }>} */
const runtimes = {
  node: { condition: 'node', source: printing('process.argv[2]'), start: (bundle) => [process.execPath, bundle, url] },
  deno: {
    condition: 'deno',
    source: printing('Deno.args[0]'),
    start: (bundle) => found('deno', (path) => [path, 'run', '--quiet', '--allow-net', '--allow-env', bundle, url]),
  },
  bun: {
    condition: 'bun',
    source: printing('process.argv[2]'),
    start: (bundle) => found('bun', (path) => [path, bundle, url]),
  },
  workerd: {
    condition: 'workerd',
    source: `import { smoke } from './program.mjs';
      export default { async test() { console.log(await smoke('${url}')); } };`,
    start: () =>
      found('workerd', (path) => {
        writeFileSync(join(folder, 'smoke.capnp'), workerdConfig());
        return [path, 'test', join(folder, 'smoke.capnp')];
      }),
  },
  chromium: {
    condition: 'browser',
    source: `import { smoke } from './program.mjs';
      smoke(location.origin).catch(String).then((body) => fetch('/result', { method: 'POST', body }));`,
    start: () =>
      found('chromium', (path) => [
        path,
        ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
        ...[`--user-data-dir=${join(folder, 'profile')}`, '--remote-debugging-port=0', `${url}/page`],
      ]),
  },
};

let page = '';
/** @type {(result: string) => void} */
let report = () => {};
/** What the page in the browser says in the end. @type {Promise<string>} */
const reported = new Promise((resolve) => (report = resolve));
writeFileSync(join(folder, 'program.mjs'), program);
try {
  for (const [name, { condition, source, start }] of Object.entries(runtimes)) {
    const bundle = join(folder, `${name}.mjs`);
    const { outputFiles } = await build({
      stdin: { contents: source, resolveDir: folder, loader: 'js' },
      bundle: true,
      format: 'esm',
      platform: name === 'node' ? 'node' : 'neutral',
      mainFields: ['module', 'main'],
      conditions: ['@agent-session/source', condition],
      alias: { '@agent-session/client': join(root, 'packages/client/src/index.ts') },
      banner:
        name === 'node'
          ? { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" }
          : {},
      write: false,
      logLevel: 'error',
    });
    const text = outputFiles[0]?.text ?? '';
    if (name === 'chromium') page = text;
    writeFileSync(bundle, text);
    const command = start(bundle);
    if (command === null) {
      console.log(`${name}: not here, so not run`);
      continue;
    }
    const { code, output } = await outputOf(command, name === 'chromium' ? reported : undefined);
    const ok = name === 'workerd' ? code === 0 : /^ok$/m.test(output);
    console.log(`${name}: ${ok ? 'ok' : `FAILED (${code})\n${output}`}`);
    if (!ok) process.exitCode = 1;
  }
} finally {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** @type {import('node:http').RequestListener} */
function answer(request, response) {
  const { url: path = '', method, headers } = request;
  const json = (/** @type {number} */ status, /** @type {unknown} */ body) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (path === '/page') {
    response.writeHead(200, { 'content-type': 'text/html' });
    return void response.end(`<meta charset=utf-8><body><script type=module src=/script></script>`);
  }
  if (path === '/script') return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(page);
  if (path.includes('/resources/')) {
    // The same server under another name is another origin.
    return void response.writeHead(302, { location: `http://localhost:${port}/stored` }).end();
  }
  if (path === '/stored') {
    response.writeHead(200, { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization' });
    return void response.end(headers.authorization === undefined ? 'no key' : 'the key!');
  }
  if (path === '/result')
    return void request.on('data', (chunk) => report(String(chunk))).on('end', () => response.end());
  if (path.includes('/changes')) return; // held open, as a long-poll is
  if (path.endsWith('/status')) return void json(200, { status: 'running' });
  if (method === 'POST') return void json(201, { id, status: { status: 'pending' } });
  json(404, { detail: 'not here' });
}

function printing(/** @type {string} */ address) {
  return `import { smoke } from './program.mjs'; console.log(await smoke(${address}));`;
}

function workerdConfig() {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [
  (name = "main", worker = (modules = [(name = "main.mjs", esModule = embed "workerd.mjs")], compatibilityDate = "2025-01-01", globalOutbound = "loopback")),
  (name = "loopback", network = (allow = ["public", "private", "local"])),
]);`;
}

/**
 * @param {string} program
 * @param {(path: string) => readonly string[]} command
 */
function found(program, command) {
  const folders = process.argv[2] ? [join(process.argv[2], 'node_modules/.bin')] : [];
  const path = [...folders, ...(process.env['PATH'] ?? '').split(delimiter)]
    .map((at) => join(at, program))
    .find(existsSync);
  return path === undefined ? null : command(path);
}

/**
 * @param {readonly string[]} command
 * @param {Promise<string>} [said] for a program that does not end by itself: what it says elsewhere, and then is ended
 * @returns {Promise<{ code: number | string, output: string }>}
 */
async function outputOf([file = '', ...args], said) {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeLimitMs });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  void said?.then((text) => {
    output = text;
    child.kill();
  });
  const [code, signal] = await once(child, 'close');
  return { code: code ?? signal, output };
}
