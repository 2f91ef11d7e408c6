import { replay } from '@agent-session/core';
import type { SessionEvent } from '@agent-session/protocol';
import { createTestPlatform, script } from '@agent-session/testing';
import { legalRuns } from '@agent-session/testing/arbitraries';
import { build } from 'esbuild';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { consume, type Job, type Sessions } from '../src/consume.js';
import { memorySessions } from '../src/memory-sessions.js';

const sessionId = '6f1f8a52-0f0e-4a39-9b5d-3d5f5d1a0001';
const at = '2026-01-01T00:00:00.000Z';

/** Takes jobs in this order; those that come too early go back to the end of the queue. */
async function work(jobs: readonly Job[], sessions: Sessions): Promise<void> {
  const queue = [...jobs];
  for (let turns = 0; queue.length > 0; turns += 1) {
    if (turns > 10_000) throw new Error('The queue never gets empty.');
    const job = queue.shift()!;
    if ((await consume(job, sessions, at)) === 'later') queue.push(job);
  }
}

function pagesOf(events: readonly SessionEvent[], sizes: readonly number[]): Job[] {
  const jobs: Job[] = [];
  let fromIndex = 0;
  for (let page = 0; fromIndex < events.length; page += 1) {
    const size = sizes[page % sizes.length]!;
    const new_events = events.slice(fromIndex, fromIndex + size);
    // What a poller that is behind would have seen: a status that says no more than the events.
    jobs.push({ kind: 'page', sessionId, fromIndex, page: { status: 'running', new_events } });
    fromIndex += size;
  }
  return jobs;
}

test('a session that a poller put on the queue ends once, with its answer', async () => {
  const platform = createTestPlatform({ script: script().starts().step('Looking.').answers('42') });
  const call = (path: string, init?: RequestInit) =>
    platform.fetch(`${platform.baseUrl}/api/v2/sessions${path}`, {
      ...init,
      headers: { authorization: `Bearer ${platform.apiKey}` },
    });
  const body = JSON.stringify({ agent: platform.agent, messages: 'Go.' });
  const { id } = (await (await call('', { method: 'POST', body })).json()) as { id: string };
  await platform.advance({ seconds: 10 });
  const page = await (await call(`/${id}/changes`)).json();
  const job = { kind: 'page', sessionId: id, fromIndex: 0, page } as Job;

  const sessions = memorySessions();
  await work([job, job], sessions);
  expect(sessions.notices(id)).toEqual([
    { kind: 'ended', status: 'completed', answer: expect.objectContaining({ value: '42' }) },
  ]);
  await platform.close();
});

test('jobs in any order, any number of times, make the log of the right order', async () => {
  await fc.assert(
    fc.asyncProperty(
      legalRuns(),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 }),
      fc.infiniteStream(fc.nat()),
      async ({ events }, sizes, random) => {
        const jobs = pagesOf(events, sizes);
        const inOrder = memorySessions();
        await work(jobs, inOrder);
        const { length } = (await inOrder.read(sessionId)).log;
        await work(jobs, inOrder);
        expect((await inOrder.read(sessionId)).log).toHaveLength(length);
        const twice = [...jobs, ...jobs]
          .map((job) => ({ job, key: random.next().value }))
          .toSorted((a, b) => a.key - b.key);
        const shuffled = memorySessions();
        await work(
          twice.map(({ job }) => job),
          shuffled,
        );
        const events$ = async (sessions: Sessions) =>
          (await sessions.read(sessionId)).log.filter(({ kind }) => kind === 'event');
        expect(await events$(shuffled)).toEqual(await events$(inOrder));
        expect(shuffled.notices(sessionId)).toEqual(inOrder.notices(sessionId));
        expect(inOrder.notices(sessionId).length).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test('two consumers that race append once', async () => {
  const sessions = memorySessions();
  const [first] = pagesOf([{ type: 'RequestStartEvent', data: {}, timestamp: at }], [1]);
  expect(await Promise.all([consume(first!, sessions, at), consume(first!, sessions, at)])).toEqual(['done', 'done']);
  const { log } = await sessions.read(sessionId);
  expect(log.filter(({ kind }) => kind === 'event')).toHaveLength(1);
});

test('a command goes out once, or comes back with the reason', async () => {
  const sessions = memorySessions();
  const started = ['RequestStartEvent', 'AgentStartedEvent'].map((type) => ({ type, data: {}, timestamp: at }));
  await work(pagesOf(started, [2]), sessions);
  const pause: Job = { kind: 'command', id: 'job-1', sessionId, command: { name: 'pause' } };
  const results: Job = { kind: 'command', id: 'job-2', sessionId, command: { name: 'toolResults' } };
  await Promise.all([consume(pause, sessions, at), consume(pause, sessions, at)]);
  await work([results, results, pause], sessions);
  expect(sessions.notices(sessionId)).toEqual([
    { kind: 'send', command: { name: 'pause' } },
    { kind: 'refused', command: { name: 'toolResults' }, reason: expect.any(String), allowed: expect.any(Array) },
  ]);
  const { log } = await sessions.read(sessionId);
  expect(replay(log).intents.map(({ command }) => command.name)).toEqual(['pause']);
});

test('neither HTTP nor observables come along', async () => {
  const entryPoints = [new URL('../src/consume.ts', import.meta.url).pathname];
  const options = { bundle: true, write: false, metafile: true, platform: 'neutral', format: 'esm' } as const;
  const conditions = ['@agent-session/source', 'import'];
  const { metafile } = await build({ ...options, entryPoints, conditions, mainFields: ['module', 'main'] });
  const inputs = Object.keys(metafile.inputs).join('\n');
  expect(inputs).toContain('xstate');
  expect(inputs).not.toMatch(/rxjs|cross-fetch|packages\/client/);
});
