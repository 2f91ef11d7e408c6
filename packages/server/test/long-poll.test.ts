import { describe, expect, it, vi } from 'vitest';
import type { SessionChanges } from '@agent-session/protocol';
import { answer, ledAgent, step } from './helpers/agents.js';
import { createTestServer } from './helpers/test-server.js';

async function running() {
  const led = ledAgent();
  const server = createTestServer({ agents: [led.agent] });
  const { id } = await server.create({ agent: 'test/led', messages: 'go' });
  await server.clock.settle();
  const poll = (query: string, signal?: AbortSignal) =>
    server.call('GET', `/api/v2/sessions/${id}/changes?${query}`, signal ? { signal } : {});
  const count = (await server.events(id)).length;
  return { ...server, led, id, poll, count };
}

describe('GET changes', () => {
  it('answers at once when there are events at the cursor, with all of them from there', async () => {
    const { poll, count } = await running();
    const page = (await (await poll('from_index=1&wait_for_seconds=25')).json()) as SessionChanges;
    expect(page.new_events).toHaveLength(count - 1);
  });

  it('waits for the next event and wakes at once', async () => {
    const { poll, count, led, clock } = await running();
    const parked = poll(`from_index=${count}&wait_for_seconds=25`);
    await clock.settle();
    led.give(step('news'));
    const page = (await (await parked).json()) as SessionChanges;
    expect(page.new_events).toMatchObject([{ type: 'AgentEvent', data: { content: 'news' } }]);
  });

  it('is 204 with the cursor as ETag when the wait is over, to the second', async () => {
    const { poll, count, clock } = await running();
    let done = false;
    const parked = poll(`from_index=${count}&wait_for_seconds=20`).finally(() => (done = true));
    await clock.advance(19_999);
    expect(done).toBe(false);
    await clock.advance(1);
    const response = await parked;
    expect(response.status).toBe(204);
    expect(response.headers.get('etag')).toBe(String(count));
  });

  it('is 204 at once with no wait, at the end, past the end, and after the session has ended', async () => {
    const { poll, count, led, clock } = await running();
    expect((await poll(`from_index=${count}`)).status).toBe(204);
    expect((await poll('from_index=999999999999')).status).toBe(204);
    led.give(answer('done'), 'return');
    await clock.settle();
    expect((await poll(`from_index=${count + 2}`)).status).toBe(204);
  });

  it('takes a negative cursor for the start', async () => {
    const { poll, count } = await running();
    expect(((await (await poll('from_index=-5')).json()) as SessionChanges).new_events).toHaveLength(count);
  });

  it('is decided by events, not by the status, also without the events themselves', async () => {
    const { poll, count } = await running();
    const page = (await (await poll('from_index=0&include_events=false')).json()) as SessionChanges;
    expect(page).toMatchObject({ status: 'running', new_events: [] });
    expect((await poll(`from_index=${count}&include_events=false`)).status).toBe(204);
  });

  it('sends at most `limit` events, and with limit 0 the current state alone', async () => {
    const { poll } = await running();
    expect(((await (await poll('limit=2')).json()) as SessionChanges).new_events).toHaveLength(2);
    expect(((await (await poll('limit=0')).json()) as SessionChanges).new_events).toEqual([]);
  });

  it('sends long logs in pages that join without a gap, from memory and from the store alike', async () => {
    const { poll, led, status, events, id } = await running();
    for (let i = 0; i < 1200; i += 1) led.give({ kind: 'observation_event', text: `seen ${i}` });
    led.give(answer('done'), 'return');
    await vi.waitFor(async () => expect((await status(id)).status).toBe('completed'));
    const all: unknown[] = [];
    for (;;) {
      const response = await poll(`from_index=${all.length}`);
      if (response.status === 204) break;
      all.push(...(((await response.json()) as SessionChanges).new_events ?? []));
    }
    expect(all).toHaveLength(1200 + 6 - 1);
    expect(all).toEqual(await events(id));
  });

  it.each([
    'wait_for_seconds=26',
    'wait_for_seconds=-1',
    'wait_for_seconds=1.5',
    'wait_for_seconds=soon',
    'limit=-1',
    'from_index=x',
    'from_index=1.5',
    'include_events=maybe',
  ])('is 422 for %s', async (query) => {
    const { poll } = await running();
    const response = await poll(query);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ detail: [{ loc: ['query', query.split('=')[0]] }] });
  });

  it('frees everything when the caller goes away', async () => {
    const { poll, count, clock } = await running();
    const before = clock.pendingTimers;
    const abort = new AbortController();
    const parked = poll(`from_index=${count}&wait_for_seconds=25`, abort.signal);
    await clock.settle();
    expect(clock.pendingTimers).toBe(before + 1);
    abort.abort();
    await parked;
    expect(clock.pendingTimers).toBe(before);
  });

  it('wakes everybody with the same events, and leaves no timer behind', async () => {
    const { poll, count, led, clock } = await running();
    const before = clock.pendingTimers;
    const parked = Array.from({ length: 500 }, () => poll(`from_index=${count}&wait_for_seconds=25`));
    await clock.settle();
    led.give(step('news'));
    const pages = await Promise.all((await Promise.all(parked)).map((response) => response.text()));
    expect(new Set(pages).size).toBe(1);
    expect(clock.pendingTimers).toBe(before);
  });

  it('tells those who wait to come back when the server stops, and those too many to come back soon', async () => {
    const { poll, count, clock, server } = await running();
    const parked = poll(`from_index=${count}&wait_for_seconds=25`);
    await clock.settle();
    await server.close();
    const response = await parked;
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(clock.pendingTimers).toBe(0);
  });

  it('is 503 when too many wait already', async () => {
    const led = ledAgent();
    const { create, call, clock } = createTestServer({ agents: [led.agent], limits: { maxParkedRequests: 1 } });
    const { id } = await create({ agent: 'test/led' });
    await clock.settle();
    const path = `/api/v2/sessions/${id}/changes?from_index=2&wait_for_seconds=5`;
    const first = call('GET', path);
    await clock.settle();
    expect((await call('GET', path)).status).toBe(503);
    await clock.advance(5000);
    expect((await first).status).toBe(204);
  });
});
