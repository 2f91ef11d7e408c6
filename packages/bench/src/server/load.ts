/**
 * Load on one server over loopback, with the SQLite store: sessions launched, followed by long-poll, steered with a
 * message and read to their end, many at once. The clients are this process, the server is another. Bounded: it ends after
 * so many sessions. Prints requests per second, p50 and p99 of each kind of request, and errors.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { createServer, defineAgent } from '@agent-session/server';
import { listen } from '@agent-session/server/node';
import { createSqliteStore } from '@agent-session/server/sqlite';
import { Pool } from 'undici';
import { report } from '../compare.js';

const SESSIONS = 600;
const AT_ONCE = 100;
const authorization = 'Bearer hk-bench';

async function serve(file: string): Promise<void> {
  const agent = defineAgent({
    name: 'bench/worker',
    description: 'Takes steps of 20 ms, at least ten, until it was told something, and answers.',
    async *run(context) {
      let heard = 0;
      for (let step = 0; step < 10 || heard === 0; step += 1) {
        yield { kind: 'policy_event', content: `step ${step}` };
        await new Promise((resolve) => setTimeout(resolve, 20));
        heard += context.takeMessages().length;
        yield { kind: 'observation_event', text: 'seen' };
      }
      yield { kind: 'answer_event', answer: 'done' };
    },
  });
  const store = createSqliteStore({ file });
  const limits = { maxActiveSessions: 10_000 };
  const listening = await listen(createServer({ store, agents: [agent], auth: { keys: ['hk-bench'] }, limits }));
  process.send?.(listening.url);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-session-load-'));
  const server = fork(fileURLToPath(import.meta.url), [join(folder, 'sessions.db')]);
  const [url] = (await once(server, 'message')) as [string];
  const pool = new Pool(url, { connections: AT_ONCE * 2 });
  const latencies = new Map<string, number[]>();
  const errors: string[] = [];
  let requests = 0;

  const call = async (kind: string, method: 'GET' | 'POST', path: string, body?: object) => {
    const startedAt = performance.now();
    const response = await pool.request({
      method,
      path: `/api/v2/sessions${path}`,
      headers: { authorization },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.body.text();
    requests += 1;
    if (!latencies.has(kind)) latencies.set(kind, []);
    latencies.get(kind)?.push(performance.now() - startedAt);
    if (response.statusCode >= 400) errors.push(`${kind}: ${response.statusCode} ${text.slice(0, 100)}`);
    return (text === '' ? null : JSON.parse(text)) as Record<string, unknown> | null;
  };

  let started = 0;
  let completed = 0;
  let incomplete = 0;
  const lane = async () => {
    while (started < SESSIONS) {
      started += 1;
      const created = await call('create', 'POST', '', { agent: 'bench/worker', messages: 'go' });
      const path = `/${String(created?.['id'])}`;
      await call('message', 'POST', `${path}/messages`, { type: 'user_message', message: 'and this' });
      let seen = 0;
      let ended = false;
      for (let status = 'pending'; status === 'pending' || status === 'running';) {
        const wait = ended ? 0 : 20;
        const page = await call(
          'changes (waits)',
          'GET',
          `${path}/changes?from_index=${seen}&wait_for_seconds=${wait}`,
        );
        ended ||= page?.['status'] === 'completed';
        seen += ((page?.['new_events'] ?? []) as unknown[]).length;
        // The status may run ahead of the events: read on until there are no more.
        status = page ? String(page['status']) : 'drained';
        if (page && status === 'completed' && ((page['new_events'] ?? []) as unknown[]).length > 0) status = 'running';
        await call('status', 'GET', `${path}/status`);
      }
      const log = await call('events', 'GET', `${path}/events?size=200`);
      if (log?.['total'] === seen) completed += 1;
      else incomplete += 1;
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const seconds = (performance.now() - startedAt) / 1000;
  await pool.close();
  server.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });

  console.log(
    `  ${SESSIONS} sessions, ${AT_ONCE} at once: ${(SESSIONS / seconds).toFixed(0)} sessions/s, ${(requests / seconds).toFixed(0)} requests/s, ${errors.length} errors`,
  );
  for (const [kind, ms] of latencies) {
    const sorted = ms.toSorted((a, b) => a - b);
    const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1);
    console.log(`  ${kind}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms (${ms.length})`);
  }
  for (const error of errors.slice(0, 5)) console.log(`  ${error}`);
  if (incomplete > 0) console.log(`  ${incomplete} sessions whose polls did not add up to their log`);
  report({
    name: 'server/load-sessions-complete-without-error',
    ratio: errors.length === 0 ? completed / SESSIONS : 0,
    bound: { atLeast: 1 },
  });
}

const [file] = process.argv.slice(2);
if (file) await serve(file);
else await main();
