import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What a crash loop did and found. */
export interface CrashReport {
  readonly kills: number;
  readonly sessions: number;
  readonly acknowledgedWrites: number;
  readonly ends: Readonly<Record<string, number>>;
  /** Everything that should not have been; empty: all is well. */
  readonly faults: readonly string[];
}

interface Known {
  readonly id: string;
  readonly agent: string;
  readonly messages: string[];
  cancelled: boolean;
  /** The events read so far, as text: a later read must begin with them. */
  events: string[];
}

const KEY = 'hk-crash';

/**
 * Starts a server process on a SQLite file, drives sessions, kills the process with -9 at a random moment, starts it
 * again, and so on. Whatever was acknowledged has to be there after every restart, every log has to begin with what was
 * read of it before, and in the end every session has to come to a right end.
 */
export async function crashLoop({
  kills,
  seed,
}: {
  readonly kills: number;
  readonly seed: number;
}): Promise<CrashReport> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-session-crash-'));
  const random = mulberry32(seed);
  const faults: string[] = [];
  const sessions: Known[] = [];
  let acknowledgedWrites = 0;
  try {
    const program = await bundleServer();
    for (let round = 0; round < kills; round += 1) {
      const server = await start(program, join(folder, 'sessions.db'));
      await check(server.url, sessions, faults, `round ${round}`);
      const deadline = Date.now() + 30 + Math.floor(random() * 120);
      const drivers = Array.from({ length: 3 }, async (_, driver) => {
        for (let step = 0; Date.now() < deadline; step += 1) {
          const written = await drive(server.url, sessions, random, `r${round}d${driver}s${step}`).catch(() => false);
          if (written) acknowledgedWrites += 1;
        }
      });
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, deadline - Date.now())));
      await server.kill('SIGKILL');
      await Promise.all(drivers);
    }
    const ends: Record<string, number> = {};
    const last = await start(program, join(folder, 'sessions.db'));
    await check(last.url, sessions, faults, 'the end');
    for (const session of sessions) {
      const end = await settle(last.url, session, faults);
      ends[`${session.agent} ${end}`] = (ends[`${session.agent} ${end}`] ?? 0) + 1;
    }
    await last.kill('SIGTERM');
    return { kills, sessions: sessions.length, acknowledgedWrites, ends, faults };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One random write; resolves with whether it was acknowledged. Only what was acknowledged is remembered. */
async function drive(url: string, sessions: Known[], random: () => number, label: string): Promise<boolean> {
  const known = sessions[Math.floor(random() * sessions.length)];
  const dice = random();
  if (!known || dice < 0.3) {
    const agent = random() < 0.5 ? 'crash/steady' : 'crash/fragile';
    const messages = `task-${label}`;
    const response = await call(url, 'POST', '/api/v2/sessions', { agent, messages });
    if (response.status !== 201) return false;
    const { id } = (await response.json()) as { id: string };
    sessions.push({ id, agent, messages: [messages], cancelled: false, events: [] });
    return true;
  }
  const path = `/api/v2/sessions/${known.id}`;
  if (dice < 0.7) {
    const message = `message-${label}`;
    const response = await call(url, 'POST', `${path}/messages`, { type: 'user_message', message });
    if (response.status === 202) known.messages.push(message);
    return response.status === 202;
  }
  if (dice < 0.75) {
    const response = await call(url, 'DELETE', path);
    if (response.status === 204) known.cancelled = true;
    return response.status === 204;
  }
  if (dice < 0.85) return (await call(url, 'POST', `${path}/${dice < 0.8 ? 'pause' : 'resume'}`)).status === 202;
  known.events = await readEvents(url, known);
  return false;
}

async function check(url: string, sessions: readonly Known[], faults: string[], when: string): Promise<void> {
  for (const session of sessions) {
    const events = await readEvents(url, session).catch((error: unknown) => {
      faults.push(`${when}: ${session.id} is gone: ${String(error)}`);
      return session.events;
    });
    if (session.events.some((event, index) => events[index] !== event)) {
      faults.push(`${when}: the log of ${session.id} does not begin with what was read before`);
    }
    session.events = events;
  }
}

/** Waits for the end of a session and holds it against what is known of it. */
async function settle(url: string, session: Known, faults: string[]): Promise<string> {
  const path = `/api/v2/sessions/${session.id}`;
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { status, error } = (await (await call(url, 'GET', `${path}/status`)).json()) as {
      status: string;
      error: string | null;
    };
    if (status === 'paused') await call(url, 'POST', `${path}/resume`);
    else if (!['pending', 'queued', 'running'].includes(status)) {
      const echoes = (await readEvents(url, session)).filter((event) => event.includes('"message_event"'));
      const echoed = session.messages.filter((message) => echoes.some((event) => event.includes(`"${message}"`)));
      const order = echoed.map((message) => echoes.findIndex((event) => event.includes(`"${message}"`)));
      if (order.some((at, index) => index > 0 && at <= (order[index - 1] ?? -1)))
        faults.push(`${session.id}: messages out of order`);
      if (
        new Set(echoes.map((event) => (JSON.parse(event) as { data: { content: string[] } }).data.content[0])).size !==
        echoes.length
      ) {
        faults.push(`${session.id}: a message was delivered twice`);
      }
      if (status === 'completed' && echoed.length !== session.messages.length) {
        faults.push(`${session.id}: completed, and an acknowledged message was never delivered`);
      }
      if (session.cancelled && status !== 'interrupted' && status !== 'completed' && status !== 'failed') {
        faults.push(`${session.id}: cancelled, and ${status}`);
      }
      const isRestart = status === 'failed' && error?.includes('restarted') === true;
      if (status === 'failed' && !(isRestart && session.agent === 'crash/fragile'))
        faults.push(`${session.id}: ${status}: ${error}`);
      if (!['completed', 'interrupted', 'failed'].includes(status)) faults.push(`${session.id}: ended ${status}`);
      return status;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  faults.push(`${session.id}: never ended`);
  return 'stuck';
}

async function readEvents(url: string, { id }: Known): Promise<string[]> {
  const events: string[] = [];
  for (let page = 1; ; page += 1) {
    const response = await call(url, 'GET', `/api/v2/sessions/${id}/events?size=200&page=${page}`);
    if (response.status !== 200) throw new Error(`events: ${response.status}`);
    const body = (await response.json()) as { items: unknown[]; total: number };
    events.push(...body.items.map((item) => JSON.stringify(item)));
    if (events.length >= body.total) return events;
  }
}

function call(url: string, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(5000),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function bundleServer(): Promise<string> {
  // Inside the package, so that its one native dependency is found.
  const outfile = fileURLToPath(new URL('../../node_modules/.cache/crash-server.mjs', import.meta.url));
  await build({
    entryPoints: [fileURLToPath(new URL('crash-server.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@agent-session/source'],
    external: ['libsql'],
    logLevel: 'error',
  });
  return outfile;
}

async function start(program: string, file: string) {
  const child: ChildProcess = spawn(process.execPath, [program, file, KEY], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = createInterface({ input: child.stdout! });
  const url = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    void exited.then(() => reject(new Error('The server ended before it listened.')));
  });
  return {
    url,
    async kill(signal: 'SIGKILL' | 'SIGTERM') {
      child.kill(signal);
      await exited;
    },
  };
}

/** A small seeded generator, so that a run that found something can be run again. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
