import { describe, expect, it } from 'vitest';
import type { SessionEvent } from '@agent-session/protocol';
import { createMemoryStore, type LogRecord, type SessionStore } from '../src/index.js';
import { StoreUnavailableError } from '../src/store/errors.js';
import { answer, ledAgent, step } from './helpers/agents.js';
import { createTestClock } from './helpers/test-clock.js';
import { lastingStore } from './helpers/restart.js';
import { createTestServer, outline } from './helpers/test-server.js';

const agent = 'test/led';

/** A store that can be out of order for a while. */
function breakable() {
  const store = lastingStore(createMemoryStore());
  const broken = { reads: false, writes: false };
  const refuse = () => Promise.reject(new StoreUnavailableError('/var/lib/sessions.db: the disk is full.'));
  const fragile: SessionStore = {
    ...store,
    events: {
      ...store.events,
      read: (...args) => (broken.reads ? refuse() : store.events.read(...args)),
      append: (...args) => (broken.writes ? refuse() : store.events.append(...args)),
    },
    sessions: {
      ...store.sessions,
      countByStatus: (...args) => (broken.reads ? refuse() : store.sessions.countByStatus(...args)),
    },
  };
  return { store: fragile, broken };
}

describe('while the store takes nothing', () => {
  it('every change is 503, reads go on, nothing changes, and all works again afterwards', async () => {
    const { store, broken } = breakable();
    const led = ledAgent();
    const server = createTestServer({ store, agents: [led.agent] });
    const { id } = await server.create({ agent });
    await server.clock.settle();
    const before = JSON.stringify([await server.session(id), await server.events(id)]);
    broken.writes = true;
    const create = await server.call('POST', '/api/v2/sessions', { body: { agent } });
    expect(create.status).toBe(503);
    expect(create.headers.get('retry-after')).toBe('5');
    expect(await server.message(id, 'lost?')).toBe(503);
    expect(await server.command(id, 'pause')).toBe(503);
    expect(await server.command(id, 'force_answer')).toBe(503);
    expect(await server.cancel(id)).toBe(503);
    expect(JSON.stringify([await server.session(id), await server.events(id)])).toBe(before);
    broken.writes = false;
    // The slot of the session that was never created is free again.
    const quota = await server.call('GET', '/api/v2/sessions/quota');
    expect(await quota.json()).toMatchObject({ active: 1 });
    expect(await server.message(id, 'kept')).toBe(202);
    led.give(answer('done'), 'return', answer('again'), 'return');
    await server.clock.settle();
    expect(await server.session(id)).toMatchObject({ status: { status: 'completed' }, latest_answer: 'again' });
  });

  it('the server is not ready while the store cannot be read, and alive all the same', async () => {
    const { store, broken } = breakable();
    const { call } = createTestServer({ store });
    broken.reads = true;
    const ready = await call('GET', '/readyz', { key: null });
    expect([ready.status, ready.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await call('GET', '/healthz', { key: null })).status).toBe(200);
    broken.reads = false;
    expect((await call('GET', '/readyz', { key: null })).status).toBe(200);
  });

  it('a step that could not be stored fails the run, which is written as soon as the store takes it', async () => {
    const { store, broken } = breakable();
    const led = ledAgent();
    const server = createTestServer({ store, agents: [led.agent] });
    const { id } = await server.create({ agent });
    await server.clock.settle();
    broken.writes = true;
    led.give(step('nowhere to go'));
    await server.clock.settle();
    expect((await server.status(id)).status).toBe('running');
    broken.writes = false;
    await server.clock.advance(30_000);
    // It is not the agent's fault, and where the server keeps its data is nobody's business.
    const error = 'The server could not keep what the agent did: its store was out of order. Create the session again.';
    expect(await server.status(id)).toMatchObject({ status: 'failed', error_code: 'internal', error });
    expect(JSON.stringify(await server.events(id))).not.toContain('/var/lib');
    expect(await server.events(id)).not.toContainEqual(expect.objectContaining({ data: step('nowhere to go') }));
  });

  it('a deadline is met later, not never', async () => {
    const { store, broken } = breakable();
    const led = ledAgent();
    const server = createTestServer({ store, agents: [led.agent] });
    const { id } = await server.create({ agent, idle_timeout_s: 60 });
    await server.clock.settle();
    led.give(answer('done'), 'return');
    await server.clock.settle();
    broken.writes = true;
    await server.clock.advance(90_000);
    expect((await server.status(id)).status).toBe('idle');
    broken.writes = false;
    await server.clock.advance(10_000);
    expect((await server.status(id)).status).toBe('completed');
  });
});

it('sessions that could not be read at the start are picked up when they can', async () => {
  const { store, broken } = breakable();
  const clock = createTestClock();
  const led = ledAgent(agent, { resumable: true });
  const first = createTestServer({ store, clock, agents: [led.agent] });
  const { id } = await first.create({ agent });
  await clock.settle();
  await first.server.close();
  broken.reads = true;
  const second = createTestServer({ store, clock, agents: [led.agent] });
  await second.server.ready;
  expect(led.contexts).toHaveLength(1);
  broken.reads = false;
  await clock.advance(10_000);
  expect(led.contexts).toHaveLength(2);
  led.give(answer('done'), 'return');
  await clock.settle();
  expect((await second.status(id)).status).toBe('completed');
});

it('timestamps do not go backwards with the clock, and deadlines are met by what the clock says', async () => {
  let setBackMs = 0;
  const clock = createTestClock();
  const led = ledAgent();
  const server = createTestServer({
    clock: { ...clock, now: () => clock.now() - setBackMs },
    agents: [led.agent],
    limits: { agentSilenceMs: null },
  });
  const { id } = await server.create({ agent, max_time_s: 60 });
  await clock.settle();
  await clock.advance(10_000);
  led.give(step('before'));
  await clock.settle();
  setBackMs = 3_600_000;
  led.give(step('after'));
  await clock.settle();
  const times = (await server.events(id)).map(({ timestamp }) => timestamp);
  expect(times).toEqual(times.toSorted());
  await clock.advance(120_000);
  expect((await server.status(id)).status).toBe('running');
  setBackMs = 0;
  await clock.advance(3_600_000);
  expect(await server.status(id)).toMatchObject({ status: 'timed_out', error_code: 'timeout' });
});

it('with a log, each reply names its request as the log does; the name a proxy gave is kept', async () => {
  const records: LogRecord[] = [];
  const { store, broken } = breakable();
  const server = createTestServer({ store, log: (record) => void records.push(record) });
  broken.reads = true;
  const plain = await server.call('GET', '/api/v2/sessions/quota');
  const named = await server.call('GET', '/api/v2/nothing', { headers: { 'x-request-id': 'proxy-1' } });
  const hostile = await server.call('GET', '/api/v2/nothing', { headers: { 'x-request-id': 'a b"}' } });
  expect(plain.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  expect(named.headers.get('x-request-id')).toBe('proxy-1');
  expect(hostile.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  const ids = [plain, named, hostile].map(({ headers }) => headers.get('x-request-id'));
  expect(records.map(({ requestId }) => requestId)).toEqual(ids);
});

it('a method that is not possible is 405 with those that are', async () => {
  const response = await createTestServer().call('PATCH', '/api/v2/sessions');
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('POST, GET');
});

it('who appends beside the server comes first: the server loads what is there and decides again', async () => {
  const store = createMemoryStore();
  let rival: (() => Promise<unknown>) | undefined;
  const led = ledAgent();
  const { create, command, message, status, clock, events } = createTestServer({
    agents: [led.agent],
    store: {
      ...store,
      events: {
        ...store.events,
        async append(...args) {
          const first = rival;
          rival = undefined;
          await first?.();
          return store.events.append(...args);
        },
      },
    },
  });
  const { id } = await create({ agent: 'test/led' });
  await clock.settle();
  const at = new Date(clock.now()).toISOString();
  const write = (event: SessionEvent, fact: object) => () =>
    store.events.append(
      id,
      [
        { eventType: event.type, data: event },
        { eventType: null, data: { kind: 'fact', at, ...fact } },
      ],
      { expectedVersion: 'exists' },
    );
  // Somebody ends the session between the decision on a message and its append.
  rival = write(
    { type: 'AgentCompletionEvent', data: { reason: 'stopped' }, timestamp: at },
    { fact: 'interrupted', eventIndex: 2 },
  );
  expect(await message(id, 'too late')).toBe(409);
  expect((await status(id)).status).toBe('interrupted');
  expect(await command(id, 'pause')).toBe(409);
  expect(outline(await events(id)).at(-1)).toBe('AgentCompletion:stopped');
});
