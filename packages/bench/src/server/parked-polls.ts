/**
 * Thousands of long-polls parked on one session: memory they take, and the time from an append until all are answered,
 * against a bare `node:http` server that holds and answers the same. Servers and clients are processes of their own
 * (one process would need two descriptors per poll). Beside it the latency from an append to one waiting reader.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer as createHttpServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { createMemoryStore, createServer, defineAgent } from '@agent-session/server';
import { listen } from '@agent-session/server/node';
import { report } from '../compare.js';
import { summarise } from '../statistics.js';

const POLLS = 5000;
const ROUNDS = 9;
const LATENCY_EVENTS = 500;
const LARGEST = 10_000;

type Reply = { readonly [field: string]: number | string };
type Role = 'ours' | 'bare' | 'clients';

const ask = async (child: ChildProcess, message: object): Promise<Reply> => {
  child.send(message);
  return ((await once(child, 'message')) as [Reply])[0];
};

async function serveOurs(): Promise<void> {
  let give = (_text: string): void => undefined;
  const agent = defineAgent({
    name: 'bench/bell',
    description: 'Rings when it is told to.',
    async *run() {
      for (;;) yield { kind: 'observation_event', text: await new Promise<string>((resolve) => (give = resolve)) };
    },
  });
  const server = createServer({ store: createMemoryStore(), agents: [agent], auth: { keys: ['hk-bench'] } });
  const listening = await listen(server, { drainMs: 0 });
  const created = await server.fetch(
    new Request('http://x/api/v2/sessions', {
      method: 'POST',
      headers: { authorization: 'Bearer hk-bench' },
      body: JSON.stringify({ agent: 'bench/bell' }),
    }),
  );
  const { id } = (await created.json()) as { id: string };
  await new Promise((resolve) => setTimeout(resolve, 100));
  const path = `/api/v2/sessions/${id}/changes`;
  answer({
    start: () => ({ port: listening.port, path, from: 2 }),
    ring: () => {
      const at = String(process.hrtime.bigint());
      give(at);
      return { at };
    },
  });
}

function serveBare(): void {
  const parked = new Set<ServerResponse>();
  const server = createHttpServer((_, response) => {
    parked.add(response);
    response.on('close', () => parked.delete(response));
  });
  server.keepAliveTimeout = 65_000;
  server.listen({ port: 0, host: '127.0.0.1', backlog: 16_384 }, () => {
    answer({
      start: () => ({ port: (server.address() as AddressInfo).port, path: '/', from: 0 }),
      ring: () => {
        const at = String(process.hrtime.bigint());
        const body = JSON.stringify({
          status: 'running',
          started_at: new Date().toISOString(),
          finished_at: null,
          error: null,
          error_code: null,
          answer: null,
          outcome: null,
          metrics: { cost_per_model: [], steps: 0 },
          new_events: [
            { type: 'AgentEvent', data: { kind: 'observation_event', text: at }, timestamp: new Date().toISOString() },
          ],
        });
        for (const response of parked) {
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
        }
        parked.clear();
        return { at };
      },
    });
  });
}

function answer(handlers: Record<string, () => Reply>): void {
  process.on('message', ({ name }: { name: string }) => {
    if (name === 'memory') {
      globalThis.gc?.();
      process.send?.({ rss: process.memoryUsage().rss });
      return;
    }
    process.send?.(handlers[name]?.() ?? {});
  });
  process.send?.({ ready: 1 });
}

/** Holds many polls at once; tells when all are parked, and when the last one was answered. */
function beClients(): void {
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  const poll = (port: number, path: string, onSent: () => void) =>
    new Promise<{ readonly status: number; readonly body: string }>((resolve) => {
      const outgoing = request(
        { host: '127.0.0.1', port, path, agent, headers: { authorization: 'Bearer hk-bench' } },
        (incoming) => {
          let body = '';
          incoming.setEncoding('utf8').on('data', (text: string) => (body += text));
          incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, body }));
        },
      );
      // A connection that fails is an answer lost: it is counted, and must not hold up the others.
      outgoing.on('error', ({ message: body }) => {
        if (!outgoing.writableFinished) onSent();
        resolve({ status: 0, body });
      });
      outgoing.on('finish', onSent);
      outgoing.end();
    });
  let answered: Promise<Reply> = Promise.resolve({});
  process.on('message', (message: { name: string; port: number; path: string; count: number }) => {
    if (message.name === 'park') {
      let sent = 0;
      const done: Promise<{ readonly status: number; readonly body: string }>[] = [];
      const allSent = new Promise<void>((resolve) => {
        // A few hundred connections at a time: the backlog of a listening socket is short.
        const more = () => {
          for (let i = 0; i < 250 && done.length < message.count; i += 1) {
            done.push(
              poll(message.port, message.path, () => {
                sent += 1;
                if (sent === message.count) resolve();
              }),
            );
          }
          if (done.length < message.count) setTimeout(more, 25);
        };
        more();
      });
      void allSent.then(async () => {
        answered = Promise.all(done).then((replies) => ({
          at: String(process.hrtime.bigint()),
          ok: replies.filter(({ status, body }) => status === 200 && body.includes('observation_event')).length,
        }));
        await new Promise((resolve) => setTimeout(resolve, 500));
        process.send?.({ parked: message.count });
      });
    } else void answered.then((reply) => process.send?.(reply));
  });
  process.send?.({ ready: 1 });
}

async function spawnRole(role: Role): Promise<ChildProcess> {
  const child = fork(fileURLToPath(import.meta.url), [role], { execArgv: ['--expose-gc'] });
  await once(child, 'message');
  return child;
}

const withQuery = (path: string, from: number) => `${path}?from_index=${from}&wait_for_seconds=25`;

/** A server with its clients: parks so many polls, rings, and waits until all are answered, as often as asked. */
async function holder(role: 'ours' | 'bare', polls: number) {
  const server = await spawnRole(role);
  const clients = await spawnRole('clients');
  const { port, path, from } = (await ask(server, { name: 'start' })) as { port: number; path: string; from: number };
  const before = (await ask(server, { name: 'memory' }))['rss'] as number;
  const held = { wakeMs: [] as number[], parkedBytes: 0, answered: 0 };
  return {
    held,
    async round(): Promise<void> {
      const round = held.wakeMs.length;
      await ask(clients, { name: 'park', port, path: withQuery(path, from + round), count: polls });
      if (round === 0) held.parkedBytes = ((await ask(server, { name: 'memory' }))['rss'] as number) - before;
      const { at } = await ask(server, { name: 'ring' });
      const done = await ask(clients, { name: 'answered' });
      held.wakeMs.push(Number(BigInt(done['at'] as string) - BigInt(at as string)) / 1e6);
      held.answered += done['ok'] as number;
    },
    stop(): void {
      server.kill('SIGKILL');
      clients.kill('SIGKILL');
    },
  };
}

async function latency(): Promise<void> {
  const server = await spawnRole('ours');
  const clients = await spawnRole('clients');
  const { port, path, from } = (await ask(server, { name: 'start' })) as { port: number; path: string; from: number };
  const ms: number[] = [];
  const agent = new Agent({ keepAlive: true });
  for (let i = 0; i < LATENCY_EVENTS; i += 1) {
    const received = new Promise<bigint>((resolve) => {
      request(
        {
          host: '127.0.0.1',
          port,
          path: withQuery(path, from + i),
          agent,
          headers: { authorization: 'Bearer hk-bench' },
        },
        (incoming) => incoming.resume().on('end', () => resolve(process.hrtime.bigint())),
      ).end();
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    const { at } = await ask(server, { name: 'ring' });
    ms.push(Number((await received) - BigInt(at as string)) / 1e6);
  }
  server.kill('SIGKILL');
  clients.kill('SIGKILL');
  agent.destroy();
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(2);
  console.log(`  append to wake, one reader, ${LATENCY_EVENTS} events: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
}

async function main(): Promise<void> {
  const [bare, ours] = [await holder('bare', POLLS), await holder('ours', POLLS)];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const each of round % 2 === 0 ? [bare, ours] : [ours, bare]) await each.round();
  }
  bare.stop();
  ours.stop();
  const kilobytes = (bytes: number) => `${(bytes / POLLS / 1024).toFixed(1)} kB`;
  const rounds = (ms: readonly number[]) =>
    `${summarise(ms).median.toFixed(0)} ms (rounds: ${ms.map((each) => each.toFixed(0)).join(' ')})`;
  console.log(
    `  ${POLLS} parked, each: bare ${kilobytes(bare.held.parkedBytes)}, ours ${kilobytes(ours.held.parkedBytes)}`,
  );
  console.log(`  all awake: bare ${rounds(bare.held.wakeMs)}`);
  console.log(`  all awake: ours ${rounds(ours.held.wakeMs)}`);
  console.log(`  answered: bare ${bare.held.answered}, ours ${ours.held.answered} of ${POLLS * ROUNDS}`);
  const memory = ours.held.parkedBytes / bare.held.parkedBytes;
  const wake = summarise(ours.held.wakeMs.map((ms, round) => ms / (bare.held.wakeMs[round] ?? Number.NaN))).median;
  report({ name: 'server/parked-memory-against-node-http', ratio: memory, bound: { atMost: 1.5 } });
  report({ name: 'server/wake-all-against-node-http', ratio: wake, bound: { atMost: 1.5 } });
  const largest = await holder('ours', LARGEST);
  await largest.round();
  largest.stop();
  report({ name: 'server/ten-thousand-answered', ratio: largest.held.answered / LARGEST, bound: { atLeast: 1 } });
  await latency();
}

const role = process.argv[2] as Role | undefined;
if (role === 'ours') await serveOurs();
else if (role === 'bare') serveBare();
else if (role === 'clients') beClients();
else await main();
