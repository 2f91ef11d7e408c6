import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { seededRandom } from '../../src/store/testing/seeded-random.js';
import { PATIENCE_MS } from '../../../../scripts/patient-waits.ts';

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
  /** Acknowledged messages of each driver, in its order: what others send at the same time may come in between. */
  readonly messages: Map<number, string[]>;
  cancelled: boolean;
  /** It was seen at its end, with this log. */
  ended: boolean;
  /** The events read so far, as text: a later read must begin with them. */
  events: string[];
}

const KEY = 'hk-crash';
const DRIVERS = 3;
/** So many calls a server answers before it is killed, and so long after the last of them. */
const MAX_CALLS = 60;
const MAX_DELAY_MS = 4;
/** Between looks at a session that has not ended yet. */
const PAUSE_MS = 20;

/**
 * Starts a server process (`program`) on a SQLite file, drives sessions, kills the process with -9 at a random moment,
 * starts it again, and so on. Whatever was acknowledged has to be there after every restart, every log has to begin with what was
 * read of it before, and in the end every session has to come to a right end.
 */
export async function crashLoop({
  program,
  kills,
  seed,
  onRound = () => undefined,
}: {
  readonly program: string;
  readonly kills: number;
  readonly seed: number;
  readonly onRound?: (round: number, acknowledgedWrites: number) => void;
}): Promise<CrashReport> {
  const folder = mkdtempSync(join(tmpdir(), 'agent-session-crash-'));
  const random = seededRandom(seed);
  const faults: string[] = [];
  const sessions: Known[] = [];
  let acknowledgedWrites = 0;
  let running: Promise<unknown> = Promise.resolve();
  try {
    for (let round = 0; round < kills; round += 1) {
      const server = await start(program, join(folder, 'sessions.db'));
      await check(server.url, sessions, faults, `round ${round}`);
      let callsLeft = 1 + Math.floor(random() * MAX_CALLS);
      let killed = false;
      const due = new Promise<void>((resolve) => {
        const drivers = Array.from({ length: DRIVERS }, async (_, driver) => {
          for (let step = 0; !killed; step += 1) {
            const label = `r${round}d${driver}s${step}`;
            const written = await drive(server.url, sessions, random, driver, label).catch(() => false);
            if (written) acknowledgedWrites += 1;
            callsLeft -= 1;
            if (callsLeft <= 0) resolve();
          }
        });
        running = Promise.all(drivers);
      });
      await due;
      await new Promise((resolve) => setTimeout(resolve, random() * MAX_DELAY_MS));
      await server.kill('SIGKILL');
      killed = true;
      await running;
      onRound(round + 1, acknowledgedWrites);
    }
    const ends: Record<string, number> = {};
    const last = await start(program, join(folder, 'sessions.db'));
    await check(last.url, sessions, faults, 'the end');
    for (const session of sessions) {
      session.ended = false;
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
async function drive(
  url: string,
  sessions: Known[],
  random: () => number,
  driver: number,
  label: string,
): Promise<boolean> {
  const known = sessions[Math.floor(random() * sessions.length)];
  const dice = random();
  if (!known || dice < 0.3) {
    const agent = random() < 0.5 ? 'crash/steady' : 'crash/fragile';
    const messages = `task-${label}`;
    const response = await call(url, 'POST', '/api/v2/sessions', { agent, messages });
    if (response.status !== 201) return false;
    const { id } = (await response.json()) as { id: string };
    sessions.push({ id, agent, messages: new Map([[driver, [messages]]]), cancelled: false, ended: false, events: [] });
    return true;
  }
  const path = `/api/v2/sessions/${known.id}`;
  if (dice < 0.7) {
    const message = `message-${label}`;
    const response = await call(url, 'POST', `${path}/messages`, { type: 'user_message', message });
    if (response.status === 202) known.messages.set(driver, [...(known.messages.get(driver) ?? []), message]);
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
    if (session.ended) continue;
    const events = await readEvents(url, session).catch((error: unknown) => {
      faults.push(`${when}: ${session.id} is gone: ${String(error)}`);
      return session.events;
    });
    if (session.events.some((event, index) => events[index] !== event)) {
      faults.push(`${when}: the log of ${session.id} does not begin with what was read before`);
    }
    session.events = events;
    session.ended = events.some((event) => /"type":"Agent(Completion|Error)Event"/.test(event));
  }
}

/** Waits for the end of a session and holds it against what is known of it. */
async function settle(url: string, session: Known, faults: string[]): Promise<string> {
  const path = `/api/v2/sessions/${session.id}`;
  for (let attempt = 0; attempt * PAUSE_MS < PATIENCE_MS; attempt += 1) {
    const { status, error } = (await (await call(url, 'GET', `${path}/status`)).json()) as {
      status: string;
      error: string | null;
    };
    if (status === 'paused') await call(url, 'POST', `${path}/resume`);
    else if (!['pending', 'queued', 'running'].includes(status)) {
      const echoes = (await readEvents(url, session)).filter((event) => event.includes('"message_event"'));
      for (const messages of session.messages.values()) {
        const order = messages.map((message) => echoes.findIndex((event) => event.includes(`"${message}"`)));
        const delivered = order.filter((at) => at !== -1);
        if (delivered.some((at, index) => index > 0 && at <= (delivered[index - 1] ?? -1)))
          faults.push(`${session.id}: messages out of order`);
        if (status === 'completed' && delivered.length !== messages.length)
          faults.push(`${session.id}: completed, and an acknowledged message was never delivered`);
      }
      if (
        new Set(echoes.map((event) => (JSON.parse(event) as { data: { content: string[] } }).data.content[0])).size !==
        echoes.length
      ) {
        faults.push(`${session.id}: a message was delivered twice`);
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
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
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
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
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
