/**
 * Sessions followed in one process, against as many bare fetch loops that keep their events too: CPU time per session over
 * loopback (the server is another process), as the client comes and over the very fetch of the loops; the same with
 * replies from memory, where a request costs next to nothing and what is left is our own work; and memory per session.
 */
import process from 'node:process';
import { createClient } from '@agent-session/client';
import { watchSession } from '@agent-session/rxjs';
import { compare, report } from '../compare.js';
import { startLoopbackServer } from '../loopback-server.js';
import { RUN_EVENTS, replyTo } from '../recorded-run.js';
import { summarise } from '../statistics.js';

const SESSIONS = 1_000;
const SESSIONS_PER_ROUND = 200;

/** Follows so many sessions at once to their end. What it resolves with keeps all that was read. */
type Follow = (count: number) => Promise<unknown[]>;

let nextId = 0;
const newId = (): string => `6f2b3c1e-0000-4000-8000-${String((nextId += 1)).padStart(12, '0')}`;

/** @param transport Default: the client's own. */
function ours(baseUrl: string, transport?: typeof fetch): Follow {
  const client = createClient({ apiKey: 'hk-bench', baseUrl, ...(transport && { fetch: transport }) });
  const followed = async (): Promise<unknown> => {
    const live = watchSession(client, newId());
    let seen = 0;
    live.events$.subscribe(() => (seen += 1));
    await live.settled();
    if (seen !== RUN_EVENTS) throw new Error(`saw ${seen} of ${RUN_EVENTS} events`);
    return live;
  };
  return (count) => Promise.all(Array.from({ length: count }, followed));
}

function bare(baseUrl: string, transport: typeof fetch): Follow {
  const headers = { authorization: 'Bearer hk-bench', accept: 'application/json' };
  const followed = async (): Promise<unknown> => {
    const session = `${baseUrl}/api/v2/sessions/${newId()}`;
    const events: unknown[] = [];
    for (;;) {
      const response = await transport(`${session}/changes?from_index=${events.length}&wait_for_seconds=20`, {
        headers,
      });
      if (response.status !== 204) {
        const page = (await response.json()) as { readonly new_events: readonly unknown[] };
        events.push(...page.new_events);
        continue;
      }
      const { status } = (await (await transport(session, { headers })).json()) as {
        readonly status: { readonly status: string };
      };
      if (status.status !== 'completed') continue;
      if (events.length !== RUN_EVENTS) throw new Error(`saw ${events.length} of ${RUN_EVENTS} events`);
      return events;
    }
  };
  return (count) => Promise.all(Array.from({ length: count }, followed));
}

async function compareCpu(name: string, mine: Follow, theirs: Follow): Promise<void> {
  await compare({
    contenders: {
      ours: { iterations: SESSIONS_PER_ROUND, run: mine },
      bare: { iterations: SESSIONS_PER_ROUND, run: theirs },
    },
    subject: 'ours',
    clock: 'cpu',
    figures: [{ name, against: 'bare', bound: { atMost: 1.5 } }],
  });
}

const server = await startLoopbackServer(new URL('../recorded-run.js', import.meta.url));
const native: typeof fetch = (input, init) => fetch(input, init);
const bareLoops = bare(server.url, native);
await compareCpu('rxjs/cpu-per-live-session', ours(server.url), bareLoops);
await compareCpu('rxjs/cpu-per-live-session-over-native-fetch', ours(server.url, native), bareLoops);
server.close();

const nowhere = 'http://127.0.0.1:1';
const headers = { 'content-type': 'application/json' };
const fromMemory: typeof fetch = (input) => {
  const { status, body } = replyTo(input instanceof Request ? input.url : input.toString());
  return Promise.resolve(new Response(body, { status, headers: body === null ? {} : headers }));
};
await compareCpu('rxjs/cpu-per-live-session-from-memory', ours(nowhere, fromMemory), bare(nowhere, fromMemory));

/** Longer than the grace period of a poll. */
const RELEASE_MS = 1500;

async function heapPerSession(follow: Follow): Promise<number> {
  const collect = async (): Promise<number> => {
    for (let turn = 0; turn < 4; turn += 1) {
      globalThis.gc?.();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return process.memoryUsage().heapUsed;
  };
  // What the round before kept is let go of only then.
  await new Promise((resolve) => setTimeout(resolve, RELEASE_MS));
  const before = await collect();
  const kept = await follow(SESSIONS);
  const after = await collect();
  if (kept.length !== SESSIONS) throw new Error('sessions were lost');
  return (after - before) / SESSIONS;
}

const ratios: number[] = [];
for (let round = 0; round < 3; round += 1) {
  const mine = await heapPerSession(ours(nowhere, fromMemory));
  const theirs = await heapPerSession(bare(nowhere, fromMemory));
  if (theirs <= 0) throw new Error('The bare loops seem to have freed memory: nothing to compare with, run again.');
  ratios.push(mine / theirs);
  console.log(`  heap per session: ${Math.round(mine / 1024)} kB against ${Math.round(theirs / 1024)} kB`);
}
report({ name: 'rxjs/memory-per-live-session', ratio: summarise(ratios).median, bound: { atMost: 1.5 } });
process.exit(process.exitCode ?? 0);
