import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../src/index.js';
import { createSqliteStore } from '../src/sqlite.js';
import { createTestServer } from './helpers/test-server.js';

const TEXTS = [
  ['nothing at all', ''],
  ['a NUL character', '\u0000'],
  ['half of a surrogate pair', '\ud800'],
  ['a wildcard', '%'],
  ['SQL', "'; drop table sessions; --"],
  ['a change of direction', '\u202e'],
  ['a hundred thousand letters', 'x'.repeat(100_000)],
  ['many emoji', '😀'.repeat(1000)],
] as const;

describe.each([
  ['memory', () => createMemoryStore()],
  ['SQLite', () => createSqliteStore({ file: ':memory:' })],
] as const)('with the %s store', (_, createStore) => {
  it.each(TEXTS)('%s is kept or refused, and never breaks the server', async (_name, text) => {
    const server = createTestServer({ store: createStore() });
    const body = { agent: 'test/echo', messages: text, group_id: text };
    const created = await server.call('POST', '/api/v2/sessions', { body, headers: { 'idempotency-key': 'k' } });
    expect([201, 422]).toContain(created.status);
    await server.clock.settle();
    if (created.status === 201) {
      const { id } = (await created.json()) as { id: string };
      expect((await server.session(id)).latest_answer).toBe(text);
      expect((await server.status(id)).status).toBe('completed');
    }
    for (const name of ['group_id', 'search', 'agent', 'parent_session_id', 'status', 'created_before']) {
      const reply = await server.call('GET', `/api/v2/sessions?${new URLSearchParams([[name, text.slice(0, 2000)]])}`);
      expect([200, 422], name).toContain(reply.status);
    }
    await server.server.close();
  });
});
