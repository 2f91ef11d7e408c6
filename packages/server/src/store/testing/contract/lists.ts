import { describe, expect, test } from 'vitest';
import type { SessionQuery } from '../../session-index.js';
import { SEARCH_TEXT_LIMIT } from '../../session-index.js';
import { visible, type StoreSubject } from './store-subject.js';

export function describeLists(subject: StoreSubject): void {
  const { append, create, list } = subject;

  describe('lists', () => {
    test('are in the order of creation, newest or oldest first, ties by when they were added', async () => {
      await create('b', { createdAt: 20 });
      await create('a', { createdAt: 10 });
      await create('c1', { createdAt: 30 });
      await create('c2', { createdAt: 30 });
      expect(await list()).toEqual({ ids: ['a', 'b', 'c1', 'c2'], total: 4 });
      expect(await list({ order: 'newest' })).toEqual({ ids: ['c2', 'c1', 'b', 'a'], total: 4 });
      expect(await list({ order: 'newest', offset: 1, limit: 2 })).toEqual({ ids: ['c1', 'b'], total: 4 });
      expect(await list({ offset: 4 })).toEqual({ ids: [], total: 4 });
      expect(await list({ limit: 0 })).toEqual({ ids: [], total: 4 });
    });

    test('show rows without the large documents', async () => {
      await create('s', { firstMessage: { message: 'hi' }, agent: 'x' });
      const { sessions } = await subject.store.sessions.list({ owner: 'ann', order: 'newest', offset: 0, limit: 1 });
      expect(sessions).toEqual([
        {
          id: 's',
          owner: 'ann',
          agent: 'x',
          status: 'pending',
          groupId: null,
          parentId: null,
          firstMessage: { message: 'hi' },
          shared: false,
          createdAt: 1000,
          startedAt: null,
          finishedAt: null,
          lastActivityAt: null,
          expiresAt: null,
        },
      ]);
    });

    test.each<readonly [Partial<SessionQuery>, string[]]>([
      [{ statuses: ['running'] }, ['b', 'e']],
      [{ statuses: ['running', 'completed'] }, ['b', 'c', 'e']],
      [{ statuses: ['running', 'running'] }, ['b', 'e']],
      [{ statuses: [] }, []],
      [{ statuses: ['failed'] }, []],
      [{ agents: ['x'] }, ['a', 'b']],
      [{ agents: ['x', 'y', 'nobody'] }, ['a', 'b', 'c']],
      [{ agents: [] }, []],
      [{ groupId: 'g' }, ['a', 'c', 'e']],
      [{ parentId: 'a' }, ['b', 'c']],
      [{ groupId: 'g', parentId: 'a' }, ['c']],
      [{ groupId: 'g', statuses: ['running', 'completed'] }, ['c', 'e']],
      [{ statuses: ['running'], agents: ['x'] }, ['b']],
      [{ statuses: ['running', 'completed'], agents: ['x', 'y'] }, ['b', 'c']],
      [{ createdAfter: 20 }, ['c', 'd', 'e']],
      [{ createdBefore: 20 }, ['a']],
      [{ createdAfter: 10, createdBefore: 40 }, ['b', 'c']],
      [{ finishedAfter: 50 }, ['d']],
      [{ finishedBefore: 51 }, ['c']],
      [{ finishedBefore: 50 }, []],
      [{ search: 'NEWS' }, ['a', 'd']],
      [{ search: 'stories' }, ['a']],
      [{ search: 'é' }, ['b']],
      [{ search: 'É' }, ['b']],
      [{ search: 'no' }, ['c']],
      [{ search: '"quoted" AND (x' }, ['e']],
      [{ search: 'a%b_c' }, ['c']],
      [{ search: '%' }, ['c']],
      [{ search: '' }, ['a', 'b', 'c', 'd', 'e']],
      [{ search: 'news', statuses: ['pending'] }, ['a', 'd']],
      [{ search: 'news', createdAfter: 10 }, ['d']],
      [{ search: 'nothing like it' }, []],
      [{ owner: 'bob' }, ['f']],
      [{ owner: 'bob', search: 'news' }, ['f']],
      [{ owner: 'nobody' }, []],
    ])('filter by %j', async (query, expected) => {
      await create('a', { agent: 'x', groupId: 'g', createdAt: 10, searchText: 'Top stories on Hacker News' });
      await create('b', { agent: 'x', parentId: 'a', createdAt: 20, status: 'running', searchText: 'café' });
      await create('c', { agent: 'y', groupId: 'g', parentId: 'a', createdAt: 30, searchText: 'a%b_c\nNo' });
      await create('d', { createdAt: 40, searchText: 'the news\nof today', finishedAt: 51 });
      await create('e', { groupId: 'g', createdAt: 50, status: 'running', searchText: 'say "quoted" AND (x' });
      await create('f', { owner: 'bob', createdAt: 60, searchText: 'news' });
      await append('c', [visible(2)], { update: { status: 'completed', finishedAt: 50 } });
      expect(await list(query)).toEqual({ ids: expected, total: expected.length });
      expect(await list({ ...query, order: 'newest' })).toEqual({
        ids: expected.toReversed(),
        total: expected.length,
      });
      const second = { ids: expected.slice(1, 2), total: expected.length };
      expect(await list({ ...query, offset: 1, limit: 1 })).toEqual(second);
    });

    test('search follows the text as it changes, up to its limit', async () => {
      await create('s', { searchText: 'before' });
      await append('s', [visible(2)], { update: { searchText: 'after' } });
      expect((await list({ search: 'before' })).ids).toEqual([]);
      expect((await list({ search: 'after' })).ids).toEqual(['s']);
      await append('s', [visible(3)], { update: { searchText: `${'x'.repeat(SEARCH_TEXT_LIMIT)}beyond` } });
      expect((await list({ search: 'after' })).ids).toEqual([]);
      expect((await list({ search: 'beyond' })).ids).toEqual([]);
      expect((await list({ search: 'xxxx' })).ids).toEqual(['s']);
    });

    test('a NUL in the searched text hides nothing behind it', async () => {
      await create('s', { searchText: 'one\u0000two' });
      expect((await list({ search: 'two' })).ids).toEqual(['s']);
      expect((await list({ search: 'e\u0000t' })).ids).toEqual(['s']);
    });

    test('sessions are counted by status and owner, through changes and deletion', async () => {
      await create('a');
      await create('b');
      await create('c', { status: 'queued' });
      await create('d', { owner: 'bob' });
      expect(await subject.store.sessions.countByStatus('ann')).toEqual({ pending: 2, queued: 1 });
      await append('a', [visible(2)], { update: { status: 'running' } });
      await append('a', [visible(3)], { update: { status: 'running' } });
      await append('c', [visible(2)], { update: { status: 'pending' } });
      expect(await subject.store.sessions.countByStatus('ann')).toEqual({ pending: 2, running: 1 });
      await subject.store.delete('a');
      expect(await subject.store.sessions.countByStatus('ann')).toEqual({ pending: 2 });
      expect(await subject.store.sessions.countByStatus('nobody')).toEqual({});
      expect(await list({ statuses: ['running'] })).toEqual({ ids: [], total: 0 });
    });

    test('sessions that have not ended are listed for all owners, oldest first', async () => {
      const statuses = ['queued', 'pending', 'running', 'awaiting_tool_results', 'paused', 'idle'] as const;
      for (const [n, status] of statuses.entries())
        await create(status, { status, createdAt: 100 - n, owner: `o${n}` });
      for (const status of ['completed', 'timed_out', 'interrupted', 'failed'] as const)
        await create(status, { status });
      expect(await subject.store.sessions.listOpen()).toEqual(statuses.toReversed());
      await append('idle', [visible(2)], { update: { status: 'completed' } });
      expect(await subject.store.sessions.listOpen()).not.toContain('idle');
    });
  });
}
