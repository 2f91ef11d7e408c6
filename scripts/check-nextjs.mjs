/**
 * `npm run check -- nextjs`: docs/examples/09-server-in-nextjs as a stranger has it. Installs it with the packages as they
 * are published (it is no part of the workspace: Next.js is larger than all the rest), builds it, starts it, and runs
 * sessions on it: to an answer and its file, across a restart, and a long-poll that is given up. Needs a build.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { outputOf } from './output-of.mjs';
import { withTarballs } from './pack.mjs';
import { root } from './workspace.mjs';

const apiKey = 'hk-next';
/** @typedef {{ status: string, answer: unknown, new_events: unknown[] }} Changes */

const headers = { authorization: `Bearer ${apiKey}` };

await withTarballs(async (packed, directory) => {
  const project = join(directory, 'nextjs');
  cpSync(join(root, 'docs/examples/09-server-in-nextjs'), project, { recursive: true });
  /** @type {{ dependencies: Record<string, string> }} */
  const manifest = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
  const ours = packed.filter(({ manifest: { name } }) => /^@agent-session\/(protocol|core|answers|server)$/.test(name));
  Object.assign(
    manifest.dependencies,
    Object.fromEntries(ours.map((each) => [each.manifest.name, `file:${each.tarball}`])),
  );
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest));
  const sessionsFile = join(directory, 'sessions.db');
  Object.assign(process.env, { NEXT_TELEMETRY_DISABLED: '1', SESSIONS_FILE: sessionsFile, SESSIONS_API_KEY: apiKey });
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  outputOf('npm', install, { cwd: project });
  const next = join(project, 'node_modules/next/dist/bin/next');
  outputOf(process.execPath, [next, 'build'], { cwd: project });

  const first = await start(next, project);
  const id = await runSession(first.url);
  await first.stop();
  const second = await start(next, project);
  await readAgain(second.url, id);
  await giveUp(second.url, id);
  const parked = fetch(`${second.url}/${id}/changes?from_index=99&wait_for_seconds=25`, { headers });
  await new Promise((resolve) => setTimeout(resolve, 300));
  await second.stop();
  holds('a parked request is told to come back when the server stops', (await parked).status === 503);
  console.log('built, started and restarted: sessions run, their files are read, long-polls wait and are given up');
});

/** @param {string} next @param {string} project */
async function start(next, project) {
  const port = await freePort();
  const child = spawn(process.execPath, [next, 'start', '-H', '127.0.0.1', '-p', String(port)], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  const exited = once(child, 'exit');
  const origin = `http://127.0.0.1:${port}/agents`;
  for (let attempt = 0; ; attempt += 1) {
    const reply = await fetch(`${origin}/healthz`).catch(() => null);
    if (reply?.ok) break;
    if (attempt === 150 || child.exitCode !== null) throw new Error(`Next.js did not start:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url: `${origin}/api/v2/sessions`,
    async stop() {
      const stoppedAt = Date.now();
      child.kill('SIGTERM');
      await exited;
      holds('it stops at once', Date.now() - stoppedAt < 10_000);
    },
  };
}

/** @param {string} url */
async function runSession(url) {
  const body = JSON.stringify({ agent: 'team/echo', messages: 'hello' });
  const created = await fetch(url, { method: 'POST', headers, body });
  holds('a session is created', created.status === 201);
  const { id } = /** @type {{ id: string }} */ (await created.json());
  /** @type {Changes | undefined} */
  let page;
  for (let seen = 0; page?.status !== 'completed'; seen += page.new_events.length) {
    const reply = await fetch(`${url}/${id}/changes?from_index=${seen}&wait_for_seconds=20`, { headers });
    page = /** @type {Changes} */ (await reply.json());
  }
  holds('it answers', page.answer === 'hello');
  const file = await fetch(`${url}/${id}/resources/files/heard.txt`, { headers });
  holds('its file is read through the link the server gives', (await file.text()) === 'hello');
  holds('a stranger sees nothing', (await fetch(`${url}/${id}`)).status === 401);
  const refused = await fetch(`${url}/${id}/pause`, { method: 'POST', headers });
  holds('an ended session refuses a pause', refused.status === 409);
  const feedback = JSON.stringify({ success: true });
  const put = await fetch(`${url}/${id}/events/0/feedback`, { method: 'PUT', headers, body: feedback });
  holds(
    'PUT and DELETE arrive',
    put.status === 204 && (await fetch(`${url}/${id}`, { method: 'DELETE', headers })).status === 204,
  );
  return id;
}

/** @param {string} url @param {string} id */
async function readAgain(url, id) {
  const reply = await fetch(`${url}/${id}`, { headers });
  const session = /** @type {{ latest_answer: unknown }} */ (await reply.json());
  holds('a session outlives the process', session.latest_answer === 'hello');
}

/** @param {string} url @param {string} id */
async function giveUp(url, id) {
  const waited = await fetch(`${url}/${id}/changes?from_index=99&wait_for_seconds=1`, { headers });
  holds('a long-poll is 204 when its time is over', waited.status === 204 && waited.headers.get('etag') === '99');
  const controller = new AbortController();
  const parked = fetch(`${url}/${id}/changes?from_index=99&wait_for_seconds=25`, {
    headers,
    signal: controller.signal,
  });
  setTimeout(() => controller.abort(), 300);
  holds(
    'a caller can go away',
    await parked.then(
      () => false,
      () => true,
    ),
  );
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const socket = createServer().listen(0, '127.0.0.1', () => {
      const address = socket.address();
      socket.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}

/** @param {string} what @param {boolean} held */
function holds(what, held) {
  if (!held) throw new Error(`does not hold: ${what}`);
}
