/**
 * CPU time of a small GET through the client, against the bare transport below it: over loopback, one after the other
 * and 32 at a time, and through a fetch that answers from memory. undici stands beside them as the fastest there is.
 */
import { strictEqual } from 'node:assert/strict';
import { createClient } from '@agent-session/client';
import { fetch as crossFetch } from 'cross-fetch';
import { request } from 'undici';
import { compare } from '../compare.js';
import { startLoopbackServer } from '../loopback-server.js';

const id = '6f1f8a52-0f0e-4a39-9b5d-3d5f5d1a0001';
const status = {
  status: 'running',
  steps: 12,
  usage_per_model: [{ name: 'm', input_tokens: 1200, output_tokens: 80, reasoning_tokens: 0 }],
  subagent_session_ids: [],
};
const body = JSON.stringify(status);
const server = await startLoopbackServer(body);
const url = `${server.url}/api/v2/sessions/${id}/status`;
const headers = { accept: 'application/json', authorization: 'Bearer hk-bench' };

type Get = () => Promise<{ readonly steps?: number }>;
const bare =
  (send: typeof fetch): Get =>
  async () => {
    const response = await send(url, { headers });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return (await response.json()) as typeof status;
  };
/** What nobody should go without: a time limit. The bare calls above would wait for ever. */
const limited =
  (send: typeof fetch): Get =>
  async () => {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), 60_000);
    try {
      const response = await send(url, { headers, signal: controller.signal });
      if (!response.ok) throw new Error(`status ${response.status}`);
      return (await response.json()) as typeof status;
    } finally {
      clearTimeout(timer);
    }
  };
const through = (send?: typeof fetch): Get => {
  const client = createClient({ baseUrl: server.url, apiKey: 'hk-bench', ...(send && { fetch: send }) });
  return () => client.status(id);
};
const fromMemory = (): Promise<Response> =>
  Promise.resolve(
    new Response(body, { headers: { 'content-type': 'application/json', 'content-length': `${body.length}` } }),
  );

const gets = {
  client: through(),
  'cross-fetch': bare(crossFetch),
  'cross-fetch with a time limit': limited(crossFetch),
  'client over native fetch': through(fetch),
  'native fetch': bare(fetch),
  'native fetch with a time limit': limited(fetch),
  undici: async () => (await (await request(url, { headers })).body.json()) as typeof status,
} satisfies Record<string, Get>;
const inMemory = { client: through(fromMemory), bare: bare(fromMemory) } satisfies Record<string, Get>;
for (const get of [...Object.values(gets), ...Object.values(inMemory)]) strictEqual((await get()).steps, status.steps);

/** `iterations` requests, so many under way at any time. */
const repeated = (get: Get, iterations: number, atOnce: number) => ({
  iterations,
  run: async () => {
    let left = iterations;
    const lane = async () => {
      while (left-- > 0) await get();
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  },
});
const contenders = <Name extends string>(of: Readonly<Record<Name, Get>>, iterations: number, atOnce: number) =>
  Object.fromEntries(Object.entries<Get>(of).map(([name, get]) => [name, repeated(get, iterations, atOnce)])) as Record<
    Name,
    ReturnType<typeof repeated>
  >;

const rounds = 11;
for (const [what, atOnce] of [
  ['sequential', 1],
  ['32-at-a-time', 32],
] as const) {
  console.log(`  over loopback, ${what}`);
  const measured = contenders(gets, 600, atOnce);
  await compare({
    contenders: measured,
    subject: 'client',
    clock: 'cpu',
    rounds,
    figures: [
      { name: `client/${what}-against-cross-fetch`, against: 'cross-fetch', bound: { atMost: 1.15 } },
      {
        name: `client/${what}-against-cross-fetch-with-a-time-limit`,
        against: 'cross-fetch with a time limit',
        bound: { atMost: 1.15 },
      },
    ],
  });
  const {
    'client over native fetch': client,
    'native fetch': native,
    'native fetch with a time limit': timed,
  } = measured;
  await compare({
    contenders: { client, native, timed },
    subject: 'client',
    clock: 'cpu',
    rounds,
    figures: [
      { name: `client/${what}-against-native-fetch`, against: 'native', bound: { atMost: 1.15 } },
      { name: `client/${what}-against-native-fetch-with-a-time-limit`, against: 'timed', bound: { atMost: 1.15 } },
    ],
  });
}

console.log('  through a fetch that answers from memory (nothing is promised: there is no transport to compare with)');
await compare({
  contenders: contenders(inMemory, 10_000, 1),
  subject: 'client',
  clock: 'cpu',
  rounds,
  figures: [],
});
server.close();
