import { describe, expect, it } from 'vitest';
import { createMemoryStore, type SessionStore } from '../src/index.js';
import { createTestServer, KEY, OTHER_KEY, type CallOptions } from './helpers/test-server.js';

const BODY = { agent: 'test/echo', messages: 'hello' };

function withPost(options: Parameters<typeof createTestServer>[0] = {}) {
  const server = createTestServer(options);
  const post = (key: string, body: unknown = BODY, more: CallOptions = {}) =>
    server.call('POST', '/api/v2/sessions', { body, headers: { 'idempotency-key': key }, ...more });
  const count = async () => ((await (await server.call('GET', '/api/v2/sessions')).json()) as { total: number }).total;
  return { ...server, post, count };
}

describe('the Idempotency-Key', () => {
  it('replays the first reply word for word, whatever has become of the session', async () => {
    const { post, count, clock } = withPost();
    const first = await (await post('k')).text();
    await clock.advance(60_000);
    const again = await post(' k ', { messages: 'hello', agent: 'test/echo' });
    expect(again.status).toBe(201);
    expect(await again.text()).toBe(first);
    expect(await count()).toBe(1);
  });

  it('with another body is 422 and creates nothing', async () => {
    const { post, count } = withPost();
    await post('k');
    expect((await post('k', { ...BODY, messages: 'other' })).status).toBe(422);
    expect(await count()).toBe(1);
  });

  it('is free again after 24 hours', async () => {
    const { post, count, clock } = withPost();
    await post('k');
    await clock.advance(24 * 3600_000 - 1);
    await post('k');
    expect(await count()).toBe(1);
    await clock.advance(1);
    expect((await post('k')).status).toBe(201);
    expect(await count()).toBe(2);
  });

  it('belongs to its owner', async () => {
    const { post } = withPost();
    const mine = (await (await post('k', BODY, { key: KEY })).json()) as { id: string };
    const theirs = (await (await post('k', BODY, { key: OTHER_KEY })).json()) as { id: string };
    expect(theirs.id).not.toBe(mine.id);
  });

  it('is 409 with Retry-After while the first request is in flight', async () => {
    const { post, count } = withPost();
    const [first, second] = await Promise.all([post('k'), post('k')]);
    expect([first.status, second.status]).toEqual([201, 409]);
    expect(second.headers.get('retry-after')).toBe('2');
    expect(await second.json()).toMatchObject({ message: 'Idempotency-Key request in flight; retry shortly' });
    expect(await count()).toBe(1);
  });

  it('is released when the creation fails', async () => {
    const { post } = withPost();
    expect((await post('k', { agent: 'nobody' })).status).toBe(404);
    expect((await post('k')).status).toBe(201);
  });

  it.each([' ', 'x'.repeat(256)])('of a wrong length is 422', async (key) => {
    const { post, call } = withPost();
    const response =
      key === ' '
        ? await call('POST', '/api/v2/sessions', { body: BODY, headers: { 'idempotency-key': '' } })
        : await post(key);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ detail: [{ loc: ['header', 'Idempotency-Key'] }] });
  });

  it('is stored with the session or not at all', async () => {
    const store = createMemoryStore();
    let fails = true;
    const failing: SessionStore = {
      ...store,
      events: {
        ...store.events,
        append: async (...args) => {
          if (fails) throw new Error('no space');
          return store.events.append(...args);
        },
      },
    };
    const { post, count } = withPost({ store: failing });
    expect((await post('k')).status).toBe(500);
    fails = false;
    expect((await post('k')).status).toBe(201);
    expect(await count()).toBe(1);
  });
});
