/**
 * Counts, not times. Requests per finished session against the polling rules of the official SDKs, on the real server under
 * a virtual clock: both are the ones the tests compare, bundled from there. And what a hundred subscribers of one session
 * cost against one.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { createClient } from '@agent-session/client';
import { watchSession } from '@agent-session/rxjs';
import { build } from 'esbuild';
import { report } from '../compare.js';
import { RUN_EVENTS, replyTo } from '../recorded-run.js';

interface SideBySide {
  readonly SHAPES: Readonly<Record<'busy' | 'quiet' | 'silent', object>>;
  readonly requestRatio: (shape: object) => Promise<number>;
}

async function requestsOf(subscribers: number): Promise<number> {
  let requests = 0;
  const counted: typeof fetch = (input) => {
    requests += 1;
    const { status, body } = replyTo(input instanceof Request ? input.url : input.toString());
    const headers = { 'content-type': 'application/json' };
    return Promise.resolve(new Response(body, { status, headers: body === null ? {} : headers }));
  };
  const client = createClient({ apiKey: 'hk-bench', baseUrl: 'http://127.0.0.1:1', fetch: counted });
  const live = watchSession(client, '6f2b3c1e-0000-4000-8000-000000000001');
  const seen = Array.from({ length: subscribers }, () => 0);
  for (const who of seen.keys()) live.events$.subscribe(({ index }) => (seen[who] = index + 1));
  await live.settled();
  if (seen.some((count) => count !== RUN_EVENTS)) throw new Error('a subscriber missed events');
  return requests;
}
const alone = await requestsOf(1);
const together = await requestsOf(100);
console.log(`  a session of 20 pages: ${together} requests with 100 subscribers, ${alone} with one`);
report({ name: 'rxjs/requests-of-100-subscribers', ratio: together / alone, bound: { atMost: 1 } });

const folder = await mkdtemp(join(tmpdir(), 'bench-requests-'));
const outfile = join(folder, 'side-by-side.mjs');
try {
  await build({
    entryPoints: [join(import.meta.dirname, '../../../rxjs/test/side-by-side.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@agent-session/source'],
    logLevel: 'silent',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  const { SHAPES, requestRatio } = (await import(pathToFileURL(outfile).href)) as SideBySide;
  report({ name: 'rxjs/requests-busy', ratio: await requestRatio(SHAPES.busy), bound: { atMost: 0.55 } });
  report({ name: 'rxjs/requests-quiet', ratio: await requestRatio(SHAPES.quiet), bound: { atMost: 1 } });
  report({ name: 'rxjs/requests-silent', ratio: await requestRatio(SHAPES.silent), bound: { atMost: 1 } });
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit(process.exitCode ?? 0);
