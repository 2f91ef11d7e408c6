/**
 * CPU time of the server for a create, a status and a changes request over loopback, beside bare `node:http` that answers
 * the same bytes; and what it goes to: the same requests without sockets (`server.fetch`). Reported, nothing is promised.
 * The servers are processes of their own, so only their time is counted.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { createMemoryStore, createServer, defineAgent } from '@agent-session/server';
import { listen } from '@agent-session/server/node';
import { request } from 'undici';
import { summarise } from '../statistics.js';

const REQUESTS = 800;
const AT_ONCE = 16;
const ROUNDS = 9;
const authorization = 'Bearer hk-bench';

const echo = defineAgent({
  name: 'bench/quick',
  description: 'Answers at once.',
  async *run() {
    yield { kind: 'answer_event', answer: 'done' };
  },
});

const create = {
  method: 'POST',
  body: JSON.stringify({
    agent: 'bench/quick',
    messages: [{ type: 'user_message', message: 'Top 3 stories?' }],
    answer_format: null,
    max_steps: 20,
  }),
} as const;

async function serve(): Promise<void> {
  const server = createServer({
    store: createMemoryStore(),
    agents: [echo],
    auth: { keys: ['hk-bench'] },
    limits: { maxActiveSessions: 1_000_000 },
  });
  const listening = await listen(server);
  // The same requests without a socket, for what HTTP itself costs.
  const withoutSocket = async ({ path, post }: { readonly path: string; readonly post: boolean }) => {
    const startedMs = cpuMs();
    for (let i = 0; i < REQUESTS; i += 1) {
      const init = post ? { ...create, headers: { authorization } } : { headers: { authorization } };
      await (await server.fetch(new Request(`http://x${path}`, init))).text();
    }
    process.send?.(cpuMs() - startedMs);
  };
  process.on('message', (message: { readonly name: string; readonly path: string; readonly post: boolean }) => {
    if (message.name === 'cpu') process.send?.(cpuMs());
    else void withoutSocket(message);
  });
  process.send?.(listening.url);
}

function serveBytes(body: string): void {
  const server = createHttpServer((incoming, response) => {
    incoming.resume().on('end', () => {
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
        .end(body);
    });
  });
  process.on('message', () => process.send?.(cpuMs()));
  server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function spawnServer(...args: string[]): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = fork(fileURLToPath(import.meta.url), args);
  const [url] = (await once(child, 'message')) as [string];
  return { child, url };
}

async function ask(child: ChildProcess, message: object): Promise<number> {
  child.send(message);
  return ((await once(child, 'message')) as [number])[0];
}

async function load(url: string, post: boolean): Promise<void> {
  let left = REQUESTS;
  const lane = async () => {
    while (left-- > 0) {
      const { body } = await request(
        url,
        post ? { ...create, headers: { authorization } } : { headers: { authorization } },
      );
      await body.text();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function main(): Promise<void> {
  const ours = await spawnServer('serve');
  const created = await request(`${ours.url}/api/v2/sessions`, { ...create, headers: { authorization } });
  const session = (await created.body.json()) as { readonly id: string };
  await new Promise((resolve) => setTimeout(resolve, 100));
  const at = `/api/v2/sessions/${session.id}`;
  for (const [name, path, post] of [
    ['create', '/api/v2/sessions', true],
    ['status', `${at}/status`, false],
    ['changes', `${at}/changes?from_index=0`, false],
  ] as const) {
    const sample = await request(
      `${ours.url}${path}`,
      post ? { ...create, headers: { authorization } } : { headers: { authorization } },
    );
    const bare = await spawnServer('bytes', await sample.body.text());
    const us: Record<'ours' | 'without a socket' | 'bare', number[]> = { ours: [], 'without a socket': [], bare: [] };
    for (let round = -2; round < ROUNDS; round += 1) {
      const spent = { ours: 0, 'without a socket': 0, bare: 0 };
      for (const [who, target] of [
        ['ours', ours],
        ['bare', bare],
      ] as const) {
        const before = await ask(target.child, { name: 'cpu' });
        await load(`${target.url}${path}`, post);
        spent[who] = (await ask(target.child, { name: 'cpu' })) - before;
      }
      spent['without a socket'] = await ask(ours.child, { name: 'fetch', path, post });
      if (round < 0) continue;
      for (const who of ['ours', 'without a socket', 'bare'] as const) us[who].push((spent[who] * 1000) / REQUESTS);
    }
    bare.child.kill('SIGKILL');
    for (const who of ['bare', 'ours', 'without a socket'] as const) {
      const { median, low, high } = summarise(us[who]);
      console.log(`  ${name}, ${who}: ${median.toFixed(1)} µs cpu each [${low.toFixed(1)}, ${high.toFixed(1)}]`);
    }
  }
  ours.child.kill('SIGKILL');
}

const [role, body = ''] = process.argv.slice(2);
if (role === 'serve') await serve();
else if (role === 'bytes') serveBytes(body);
else await main();
