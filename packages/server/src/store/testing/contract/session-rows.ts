import { describe, expect, test } from 'vitest';
import { VersionConflictError } from '../../errors.js';
import type { NewSession } from '../../session-index.js';
import { hidden, session, visible, type StoreSubject } from './store-subject.js';

export function describeSessionRows(subject: StoreSubject): void {
  const { append, create } = subject;

  describe('session rows', () => {
    test('a session is created together with its first entries, and read back whole', async () => {
      await append('s', [visible(1), hidden(2)], {
        expectedVersion: 'none',
        create: {
          owner: 'ann',
          agent: 'local/web-reader',
          status: 'queued',
          groupId: 'g',
          parentId: 'p',
          request: { agent: 'local/web-reader', max_steps: 3 },
          firstMessage: { message: 'hello' },
          latestAnswer: [1, null],
          checkpoint: { version: 2 },
          shared: true,
          createdAt: 1,
          startedAt: 2,
          finishedAt: 3,
          lastActivityAt: 4,
          expiresAt: 5,
        },
      });
      expect(await subject.store.sessions.get('s')).toEqual({
        id: 's',
        owner: 'ann',
        agent: 'local/web-reader',
        status: 'queued',
        groupId: 'g',
        parentId: 'p',
        request: { agent: 'local/web-reader', max_steps: 3 },
        firstMessage: { message: 'hello' },
        latestAnswer: [1, null],
        checkpoint: { version: 2 },
        shared: true,
        createdAt: 1,
        startedAt: 2,
        finishedAt: 3,
        lastActivityAt: 4,
        expiresAt: 5,
        version: 2,
        eventCount: 1,
      });
    });

    test('what a new row leaves out is null, false or empty', async () => {
      await create('s');
      expect(await subject.store.sessions.get('s')).toMatchObject({
        agent: null,
        groupId: null,
        parentId: null,
        firstMessage: null,
        latestAnswer: null,
        checkpoint: null,
        shared: false,
        startedAt: null,
        finishedAt: null,
        lastActivityAt: null,
        expiresAt: null,
      });
    });

    test('an update changes the fields it names, and no other', async () => {
      await create('s', { startedAt: 5, shared: true, firstMessage: 'm' });
      await append('s', [visible(2)], { update: { status: 'running', lastActivityAt: 7, latestAnswer: { a: 1 } } });
      expect(await subject.store.sessions.get('s')).toMatchObject({
        status: 'running',
        startedAt: 5,
        lastActivityAt: 7,
        shared: true,
        firstMessage: 'm',
        latestAnswer: { a: 1 },
        version: 2,
      });
      await append('s', [], { update: { startedAt: null, latestAnswer: null, shared: false } });
      expect(await subject.store.sessions.get('s')).toMatchObject({
        startedAt: null,
        latestAnswer: null,
        shared: false,
        version: 2,
      });
    });

    test('a refused append leaves the row as it was', async () => {
      await create('s');
      const refused = append('s', [visible(2)], { expectedVersion: 9, update: { status: 'failed' } });
      await expect(refused).rejects.toThrow(VersionConflictError);
      expect(await subject.store.sessions.get('s')).toMatchObject({ status: 'pending', version: 1 });
    });

    test('a session cannot be created twice, and an update needs a row', async () => {
      await create('s');
      await expect(append('s', [visible(2)], { create: session() })).rejects.toThrow(TypeError);
      await append('bare', [visible(1)]);
      await expect(append('bare', [visible(2)], { update: { status: 'running' } })).rejects.toThrow(TypeError);
      await expect(append('none', [visible(1)], { update: { status: 'running' } })).rejects.toThrow(TypeError);
      await expect(append('none', [], { update: {} })).rejects.toThrow(TypeError);
      await expect(append('none', [], { create: session() })).rejects.toThrow(TypeError);
      await expect(append('s', [], { create: session(), update: {} })).rejects.toThrow(TypeError);
      expect(await subject.store.events.head('s')).toEqual({ version: 1, eventCount: 1 });
      expect(await subject.store.events.head('bare')).toEqual({ version: 1, eventCount: 1 });
      expect(await subject.store.events.head('none')).toEqual({ version: 0, eventCount: 0 });
      expect(await subject.store.sessions.get('bare')).toBeUndefined();
      expect(await subject.store.sessions.get('none')).toBeUndefined();
    });

    test.each([
      ['a Date for a time', { startedAt: new Date() }],
      ['a boolean for a time', { startedAt: true }],
      ['a bigint for a time', { startedAt: 1n }],
      ['part of a millisecond', { startedAt: 1.5 }],
      ['NaN for a time', { createdAt: Number.NaN }],
      ['bytes for a name', { owner: new Uint8Array(2) }],
      ['an empty owner', { owner: '' }],
      ['no owner', { owner: undefined }],
      ['a NUL in a name', { groupId: 'a\u0000b' }],
      ['half a surrogate pair in a name', { agent: '\ud800' }],
      ['an object for a name', { parentId: {} }],
      ['a number for a switch', { shared: 1 }],
      ['an unknown status', { status: 'resting' }],
      ['no request', { request: undefined }],
      ['a bigint in a document', { latestAnswer: { n: 1n } }],
      ['bytes for the searched text', { searchText: new Uint8Array(1) }],
    ])('%s is refused with a TypeError, whole and alive', async (_what, fields) => {
      await expect(create('s', fields as Partial<NewSession>)).rejects.toThrow(TypeError);
      expect(await subject.store.events.head('s')).toEqual({ version: 0, eventCount: 0 });
      expect(await create('s')).toEqual({ version: 1, eventCount: 1 });
    });
  });
}
