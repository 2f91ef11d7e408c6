/**
 * Wall time from the start of the process to its first output, of the program as published, against `node -e 0` from
 * start to end: what Node itself takes.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createClient } from '@agent-session/client';
import { createMemoryStore, createServer, defineAgent } from '@agent-session/server';
import { listen } from '@agent-session/server/node';
import { report } from '../compare.js';
import { type Contender, measure, ratioOf } from '../measure.js';

const program = join(import.meta.dirname, '../../../cli/dist/bin.js');
const folder = mkdtempSync(join(tmpdir(), 'agent-session-bench-'));
const log = join(folder, 'run.jsonl');
const apiKey = 'hk-bench';
const agent = defineAgent({
  name: 'bench/answer',
  description: 'Answers.',
  async *run() {
    yield { kind: 'answer_event', answer: 'done' };
  },
});
const server = await listen(createServer({ store: createMemoryStore(), agents: [agent], auth: { keys: [apiKey] } }));
const client = createClient({ baseUrl: server.url, apiKey });
const { id } = await client.create({ agent: agent.name, messages: 'go' });
const connection = ['--base-url', server.url];

type Stream = 'stdout' | 'stderr' | 'end';

/** Time spent until first outputs so far: programs go on after theirs, and must have ended before the next one starts. */
let spentMs = 0;

async function untilFirstOutput(argv: readonly string[], stream: Stream): Promise<void> {
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, argv, {
    env: { ...process.env, H_API_KEY: apiKey, HOME: folder },
    cwd: folder,
  });
  let firstAtMs: number | undefined;
  let said = '';
  const hear = (name: Stream, chunk = ''): void => {
    said += chunk;
    if (name !== stream || firstAtMs !== undefined) return;
    firstAtMs = performance.now();
    if (argv.includes('serve')) child.kill('SIGTERM');
  };
  child.stdout.on('data', (chunk: Buffer) => hear('stdout', chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => hear('stderr', chunk.toString()));
  child.once('exit', () => hear('end'));
  await once(child, 'close');
  if (firstAtMs === undefined) throw new Error(`${argv.join(' ')} said nothing on ${stream}: ${said}`);
  spentMs += firstAtMs - startedAtMs;
}

function contender(argv: readonly string[], stream: Stream = 'stdout'): Contender {
  return { iterations: 1, run: () => untilFirstOutput(argv, stream) };
}

const serve = (data: string): string[] => [program, 'serve', '--port', '0', '--data', join(folder, data)];
await untilFirstOutput([program, 'run', '--log', log], 'end');
const measured = await measure(
  {
    node: contender(['-e', '0'], 'end'),
    help: contender([program, '--help']),
    completion: contender([program, 'completion', 'bash']),
    status: contender([program, 'status', id, ...connection]),
    get: contender([program, 'get', id, ...connection]),
    watch: contender([program, 'watch', id, ...connection]),
    replay: contender([program, 'replay', log]),
    diff: contender([program, 'diff', log, log]),
    run: contender([program, 'run'], 'stderr'),
    serve: contender(serve('a.db'), 'stderr'),
    'run, first record': contender([program, 'run']),
    'serve, listening': contender(serve('b.db')),
  },
  { rounds: 15, nowMs: () => spentMs },
);
for (const [name, { median, low, high }] of Object.entries(measured)) {
  const { median: ratio } = ratioOf(measured[name as keyof typeof measured], measured.node);
  const range = `[${(low / 1000).toFixed(0)}, ${(high / 1000).toFixed(0)}]`;
  console.log(`  ${name}: ${(median / 1000).toFixed(0)} ms ${range}, ${ratio.toFixed(2)} times node -e 0`);
}
for (const name of ['help', 'completion', 'status', 'get', 'watch', 'replay', 'diff', 'run', 'serve'] as const) {
  const { median: ratio } = ratioOf(measured[name], measured.node);
  report({ name: `cli/first-output-of-${name}`, ratio, bound: { atMost: 4 } });
}
await server.close();
rmSync(folder, { recursive: true, force: true });
