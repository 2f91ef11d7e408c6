import { describe, expect, test } from 'vitest';
import { hidden, values, visible, type StoreSubject } from './store-subject.js';

export function describeStreams(subject: StoreSubject): void {
  const { append } = subject;

  describe('streams', () => {
    test('versions count from 1 and event indexes from 0, both without gaps, over several appends', async () => {
      expect(await append('s', [visible('a'), hidden('b'), visible('c')])).toEqual({ version: 3, eventCount: 2 });
      expect(await append('s', [hidden('d'), visible('e')])).toEqual({ version: 5, eventCount: 3 });
      const { entries, version, eventCount } = await subject.store.events.read('s');
      expect({ version, eventCount }).toEqual({ version: 5, eventCount: 3 });
      expect(entries).toEqual([
        { version: 1, eventIndex: 0, eventType: 'AgentEvent', data: { value: 'a' } },
        { version: 2, eventIndex: null, eventType: null, data: { value: 'b' } },
        { version: 3, eventIndex: 1, eventType: 'AgentEvent', data: { value: 'c' } },
        { version: 4, eventIndex: null, eventType: null, data: { value: 'd' } },
        { version: 5, eventIndex: 2, eventType: 'AgentEvent', data: { value: 'e' } },
      ]);
    });

    test('a stream that does not exist has version 0 and nothing to read', async () => {
      expect(await subject.store.events.read('nobody')).toEqual({ version: 0, eventCount: 0, entries: [] });
      expect(await subject.store.events.head('nobody')).toEqual({ version: 0, eventCount: 0 });
      expect(await subject.store.events.readEvents('nobody', { fromIndex: 0, limit: 10 })).toEqual({
        events: [],
        total: 0,
      });
    });

    test('streams do not see each other', async () => {
      await append('a', [visible(1)]);
      await append('b', [visible(2), visible(3)]);
      await append('a', [visible(4)], { expectedVersion: 1 });
      expect(values((await subject.store.events.read('a')).entries)).toEqual([1, 4]);
      expect(values((await subject.store.events.read('b')).entries)).toEqual([2, 3]);
    });

    test('an append of nothing changes nothing, and makes no stream', async () => {
      expect(await append('s', [])).toEqual({ version: 0, eventCount: 0 });
      await append('s', [visible(1)], { expectedVersion: 'none' });
      expect(await append('s', [], { expectedVersion: 1 })).toEqual({ version: 1, eventCount: 1 });
    });

    test('what is read is what JSON makes of what was appended, and cannot be changed from outside', async () => {
      const data = {
        date: new Date(0),
        gone: undefined,
        text: 'é\u0000\ud83d\ude00"\u2028',
        deep: [{ n: 1.5 }, null],
      };
      await append('s', [{ eventType: null, data }]);
      data.text = 'changed';
      const first = await subject.store.events.read('s');
      Object.assign(first.entries[0]?.data ?? {}, { deep: 'changed' });
      expect((await subject.store.events.read('s')).entries[0]?.data).toEqual({
        date: '1970-01-01T00:00:00.000Z',
        text: 'é\u0000\ud83d\ude00"\u2028',
        deep: [{ n: 1.5 }, null],
      });
    });

    test('a large entry is kept whole', async () => {
      const value = 'long text é '.repeat(200_000);
      await append('s', [visible(value)]);
      expect(values((await subject.store.events.read('s')).entries)).toEqual([value]);
    });

    test.each([
      ['undefined', undefined],
      ['a function', () => 1],
      ['a bigint', { n: 1n }],
    ])('data that is %s is refused, and the whole append with it', async (_what, data) => {
      await expect(append('s', [visible(1), { eventType: null, data }])).rejects.toThrow(TypeError);
      expect(await subject.store.events.head('s')).toEqual({ version: 0, eventCount: 0 });
    });

    test('data that refers to itself is refused', async () => {
      const data: Record<string, unknown> = {};
      data['self'] = data;
      await expect(append('s', [{ eventType: null, data }])).rejects.toThrow(/entries\[0\]\.data cannot be stored/);
    });
  });
}
