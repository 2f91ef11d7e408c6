/** From the server's reply to the subscriber's `next`, over loopback: ours against a bare fetch long-poll loop. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { createClient } from '@agent-session/client';
import { watchSession } from '@agent-session/rxjs';
import { report } from '../compare.js';
import { summarise } from '../statistics.js';

const ROUNDS = 9;
const EVENTS = 300;

const waiting = new Map<string, { readonly response: ServerResponse; readonly from: number }>();
let parked = (): void => undefined;
const server = createServer((request, response) => {
  const [, who = ''] = /sessions\/([^/]+)\//.exec(request.url ?? '') ?? [];
  waiting.set(who, { response, from: Number(/from_index=(\d+)/.exec(request.url ?? '')?.[1] ?? 0) });
  parked();
});
server.keepAliveTimeout = 60_000;
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function ring(who: string): void {
  const poll = waiting.get(who);
  if (!poll) throw new Error('nobody waits');
  waiting.delete(who);
  const type = poll.from === 0 ? 'AgentStartedEvent' : 'AgentEvent';
  const data = poll.from === 0 ? {} : { kind: 'observation_event', text: `event ${poll.from}` };
  const event = { type, data, timestamp: new Date().toISOString() };
  const body = JSON.stringify({ status: 'running', new_events: [event] });
  poll.response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}

const isParked = async (who: string): Promise<void> => {
  while (!waiting.has(who)) {
    await new Promise<void>((resolve) => {
      parked = resolve;
    });
  }
};

let heard = (): void => undefined;
const oursId = '6f2b3c1e-0000-4000-8000-000000000001';
const bareId = '6f2b3c1e-0000-4000-8000-000000000002';
const transport: typeof fetch = (input, init) => fetch(input, init);
const client = createClient({ apiKey: 'hk-bench', baseUrl, fetch: transport });
watchSession(client, oursId).events$.subscribe(() => heard());
void (async () => {
  const events: unknown[] = [];
  for (;;) {
    const url = `${baseUrl}/api/v2/sessions/${bareId}/changes?from_index=${events.length}&wait_for_seconds=20`;
    const response = await transport(url, { headers: { authorization: 'Bearer hk-bench' } });
    const page = (await response.json()) as { readonly new_events: readonly unknown[] };
    for (const event of page.new_events) {
      events.push(event);
      heard();
    }
  }
})();

async function latencies(who: string, count: number): Promise<number[]> {
  const taken: number[] = [];
  for (let index = 0; index < count; index += 1) {
    await isParked(who);
    await new Promise((resolve) => setImmediate(resolve));
    const start = performance.now();
    const done = new Promise<void>((resolve) => {
      heard = resolve;
    });
    ring(who);
    await done;
    taken.push((performance.now() - start) * 1000);
  }
  return taken.toSorted((one, other) => one - other);
}

const at = (sorted: readonly number[], part: number): number => sorted[Math.floor(sorted.length * part)] ?? Number.NaN;
const p50: number[] = [];
const p99: number[] = [];
await latencies(oursId, EVENTS);
await latencies(bareId, EVENTS);
for (let round = 0; round < ROUNDS; round += 1) {
  const mine = await latencies(oursId, EVENTS);
  const bare = await latencies(bareId, EVENTS);
  p50.push(at(mine, 0.5) / at(bare, 0.5));
  p99.push(at(mine, 0.99) / at(bare, 0.99));
  console.log(
    `  p50 ${at(mine, 0.5).toFixed(0)} µs against ${at(bare, 0.5).toFixed(0)} µs, ` +
      `p99 ${at(mine, 0.99).toFixed(0)} µs against ${at(bare, 0.99).toFixed(0)} µs`,
  );
}
console.log(`  p99 ratio ${summarise(p99).median.toFixed(2)}`);
report({ name: 'rxjs/latency-p50', ratio: summarise(p50).median, bound: { atMost: 1.15 } });
process.exit(process.exitCode ?? 0);
