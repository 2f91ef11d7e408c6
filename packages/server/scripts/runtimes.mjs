// Runs the handler in other runtimes than Node, as far as they are on the PATH or named: a session is created, followed
// over the long-poll and answered in each.
//
//   node packages/server/scripts/runtimes.mjs                        those on the PATH
//   RUNTIMES_BIN=./node_modules/.bin node …/runtimes.mjs             those in this folder first
//
// Exits with 1 when a runtime that is there does not come to the answer.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'agent-session-runtimes-'));
const bin = process.env['RUNTIMES_BIN'];
const env = { ...process.env, PATH: bin ? `${bin}${delimiter}${process.env['PATH']}` : process.env['PATH'] };

/** What each runtime runs: the whole way of a session, answered as text. */
const smoke = `
import { createMemoryStore, createServer } from './server.mjs';
const agent = {
  name: 'a/b', description: 'x',
  async *run() { yield { kind: 'policy_event' }; yield { kind: 'answer_event', answer: { n: 1 } }; },
};
export async function smoke() {
  const server = createServer({ store: createMemoryStore(), agents: [agent], auth: { keys: ['k'] } });
  const call = (path, init) =>
    server.fetch(new Request('http://x/api/v2/sessions' + path, { ...init, headers: { authorization: 'Bearer k' } }));
  const answer_format = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
  const created = await call('', { method: 'POST', body: JSON.stringify({ agent: 'a/b', answer_format }) });
  const { id } = await created.json();
  let page;
  for (let from = 0; page?.status !== 'completed'; from += page.new_events.length) {
    page = await (await call('/' + id + '/changes?wait_for_seconds=5&from_index=' + from)).json();
  }
  const late = await call('/' + id + '/changes?wait_for_seconds=1&from_index=100');
  await server.close();
  return JSON.stringify([created.status, page.answer, late.status]);
}
`;
const expected = '[201,{"n":1},204]';

const runtimes = {
  bun: () => run('bun', ['run', 'main.mjs']),
  deno: () => run('deno', ['run', '--no-config', '--no-npm', 'main.mjs']),
  workerd: viaWorkerd,
};

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
async function run(command, args) {
  const { stdout } = await promisify(execFile)(command, args, { cwd: folder, env, timeout: 30_000 });
  return stdout.trim();
}

/** workerd only answers requests: the smoke runs within one. */
async function viaWorkerd() {
  const port = await freePort();
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [
      (name = "worker.mjs", esModule = embed "worker.mjs"),
      (name = "smoke.mjs", esModule = embed "smoke.mjs"),
      (name = "server.mjs", esModule = embed "server.mjs")
    ],
    compatibilityDate = "2026-01-01"))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);`,
  );
  const child = spawn('workerd', ['serve', 'config.capnp'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  /** @type {Promise<never>} */
  const failed = new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`workerd ended (${code}): ${said}`)));
  });
  failed.catch(() => {});
  try {
    for (let attempt = 0; ; attempt += 1) {
      const reply = fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(20_000) });
      try {
        return await (await Promise.race([reply, failed])).text();
      } catch (error) {
        if (attempt === 50 || !(error instanceof TypeError)) throw error;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  } finally {
    child.kill();
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const socket = createSocketServer().listen(0, '127.0.0.1', () => {
      const address = socket.address();
      socket.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

try {
  await build({
    entryPoints: [entry],
    outfile: join(folder, 'server.mjs'),
    bundle: true,
    platform: 'browser',
    format: 'esm',
    conditions: ['@agent-session/source'],
    logLevel: 'silent',
  });
  writeFileSync(join(folder, 'smoke.mjs'), smoke);
  writeFileSync(join(folder, 'main.mjs'), `import { smoke } from './smoke.mjs';\nconsole.log(await smoke());\n`);
  writeFileSync(
    join(folder, 'worker.mjs'),
    `import { smoke } from './smoke.mjs';\nexport default { fetch: async () => new Response(await smoke()) };\n`,
  );
  for (const [name, start] of Object.entries(runtimes)) {
    const result = await start().catch((/** @type {unknown} */ error) =>
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'not here' : `failed: ${String(error)}`,
    );
    const verdict = result === expected ? 'ok' : result;
    if (verdict !== 'ok' && verdict !== 'not here') process.exitCode = 1;
    console.log(`${name}: ${verdict}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
