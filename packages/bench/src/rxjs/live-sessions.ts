/**
 * A thousand sessions followed in one process, against a thousand bare fetch loops that keep their events too: CPU time
 * and memory per session. Replies come from an in-memory fetch, the same for both, parsed anew each time.
 */
import process from 'node:process';
import { createClient } from '@agent-session/client';
import { watchSession } from '@agent-session/rxjs';
import { compare, report } from '../compare.js';
import { summarise } from '../statistics.js';

const SESSIONS = 1_000;
const SESSIONS_PER_ROUND = 100;
const PAGES = 20;
const EVENTS_PER_PAGE = 10;

const last = PAGES * EVENTS_PER_PAGE;
const at = (index: number): string => new Date(Date.UTC(2026, 0, 1) + index * 400).toISOString();
const event = (index: number): object => ({
  type: 'AgentEvent',
  data: {
    kind: 'observation_event',
    text: `Looked at page ${index}. ${'It says a lot. '.repeat(30)}`,
    metadata: { index },
  },
  timestamp: at(index),
});
const pages = Array.from({ length: PAGES }, (_, page) =>
  JSON.stringify({
    status: page === PAGES - 1 ? 'completed' : 'running',
    answer: page === PAGES - 1 ? 'done' : null,
    new_events: Array.from({ length: EVENTS_PER_PAGE }, (__, place) => {
      const index = page * EVENTS_PER_PAGE + place;
      if (index === 0) return { type: 'RequestStartEvent', data: {}, timestamp: at(0) };
      if (index === 1) return { type: 'AgentStartedEvent', data: {}, timestamp: at(1) };
      if (index < last - 1) return event(index);
      return { type: 'AgentCompletionEvent', data: { reason: 'finished' }, timestamp: at(last) };
    }),
  }),
);
const headers = { 'content-type': 'application/json' };
const session = JSON.stringify({
  id: 'x',
  request: { agent: 'h/x' },
  status: { status: 'completed' },
  latest_answer: 'done',
  created_at: '2026-01-01T00:00:00Z',
});

const serve = (url: string): Promise<Response> => {
  const from = /from_index=(\d+)/.exec(url);
  if (!from) return Promise.resolve(new Response(session, { headers }));
  if (url.includes('include_events=false'))
    return Promise.resolve(new Response(pages.at(-1)?.replace(/"new_events":.*/, '"new_events":[]}'), { headers }));
  const page = pages[Number(from[1]) / EVENTS_PER_PAGE];
  return Promise.resolve(page === undefined ? new Response(null, { status: 204 }) : new Response(page, { headers }));
};
const inMemory: typeof fetch = (input) => serve(input instanceof Request ? input.url : input.toString());
const client = createClient({ apiKey: 'hk-bench', baseUrl: 'http://127.0.0.1:1', fetch: inMemory, retry: false });

let nextId = 0;
const newId = (): string => `6f2b3c1e-0000-4000-8000-${String((nextId += 1)).padStart(12, '0')}`;

async function ours(count: number): Promise<unknown[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const live = watchSession(client, newId());
      let seen = 0;
      live.events$.subscribe(() => (seen += 1));
      await live.settled();
      if (seen !== last) throw new Error(`saw ${seen} of ${last}`);
      return live;
    }),
  );
}

async function bareLoop(id: string): Promise<unknown> {
  const events: unknown[] = [];
  for (;;) {
    const response = await inMemory(
      `http://127.0.0.1:1/api/v2/sessions/${id}/changes?from_index=${events.length}&wait_for_seconds=20`,
    );
    if (response.status !== 204) {
      const page = (await response.json()) as { readonly status: string; readonly new_events: readonly unknown[] };
      events.push(...page.new_events);
      continue;
    }
    const status = await inMemory(`http://127.0.0.1:1/api/v2/sessions/${id}`);
    const body = (await status.json()) as { readonly status: { readonly status: string } };
    if (body.status.status === 'completed') return events;
  }
}

const bare = (count: number): Promise<unknown[]> => Promise.all(Array.from({ length: count }, () => bareLoop(newId())));

await compare({
  contenders: {
    ours: { iterations: SESSIONS_PER_ROUND, run: ours },
    bare: { iterations: SESSIONS_PER_ROUND, run: bare },
  },
  subject: 'ours',
  clock: 'cpu',
  figures: [{ name: 'rxjs/cpu-per-live-session', against: 'bare', bound: { atMost: 1.5 } }],
});

const RELEASE_MS = 2000;

async function heapPerSession(run: (count: number) => Promise<unknown[]>): Promise<number> {
  const collect = async (): Promise<number> => {
    for (let turn = 0; turn < 4; turn += 1) {
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return process.memoryUsage().heapUsed;
  };
  // What the round before kept is let go of only after the grace period of its polls.
  await new Promise((resolve) => setTimeout(resolve, RELEASE_MS));
  const before = await collect();
  const kept = await run(SESSIONS);
  const after = await collect();
  if (kept.length !== SESSIONS) throw new Error('sessions were lost');
  return (after - before) / SESSIONS;
}

const ratios: number[] = [];
for (let round = 0; round < 5; round += 1) {
  const mine = await heapPerSession(ours);
  const theirs = await heapPerSession(bare);
  if (theirs <= 0) throw new Error('The bare loops seem to have freed memory: nothing to compare with, run again.');
  ratios.push(mine / theirs);
  console.log(`  heap per session: ${Math.round(mine / 1024)} kB against ${Math.round(theirs / 1024)} kB`);
}
report({ name: 'rxjs/memory-per-live-session', ratio: summarise(ratios).median, bound: { atMost: 1.5 } });
process.exit(process.exitCode ?? 0);
