import { beforeEach, describe, expect, test } from 'vitest';
import { hidden, values, visible, type StoreSubject } from './store-subject.js';

export function describeReading(subject: StoreSubject): void {
  const { append } = subject;

  describe('reading', () => {
    beforeEach(async () => {
      await append('s', [hidden(0), visible(1, 'A'), hidden(2), visible(3, 'B'), visible(4, 'A'), hidden(5)]);
      await append('s', [visible(6, 'B'), visible(7, 'A')]);
    });

    test.each([
      [{}, [0, 1, 2, 3, 4, 5, 6, 7]],
      [{ afterVersion: 0, limit: 3 }, [0, 1, 2]],
      [{ afterVersion: 5, limit: 2 }, [5, 6]],
      [{ afterVersion: 7 }, [7]],
      [{ afterVersion: 8 }, []],
      [{ afterVersion: 100 }, []],
      [{ limit: 0 }, []],
    ])('entries of the range %j', async (range, expected) => {
      expect(values((await subject.store.events.read('s', range)).entries)).toEqual(expected);
    });

    test.each([
      [{ fromIndex: 0, limit: 100 }, [1, 3, 4, 6, 7], 5],
      [{ fromIndex: 0, limit: 2 }, [1, 3], 5],
      [{ fromIndex: 2, limit: 2 }, [4, 6], 5],
      [{ fromIndex: 4, limit: 2 }, [7], 5],
      [{ fromIndex: 5, limit: 2 }, [], 5],
      [{ fromIndex: 50, limit: 2 }, [], 5],
      [{ fromIndex: 0, limit: 0 }, [], 5],
      [{ fromIndex: 0, limit: 2, newestFirst: true }, [7, 6], 5],
      [{ fromIndex: 3, limit: 9, newestFirst: true }, [3, 1], 5],
      [{ fromIndex: 0, limit: 9, eventType: 'A' }, [1, 4, 7], 3],
      [{ fromIndex: 1, limit: 1, eventType: 'A' }, [4], 3],
      [{ fromIndex: 1, limit: 9, eventType: 'A', newestFirst: true }, [4, 1], 3],
      [{ fromIndex: 0, limit: 9, eventType: 'C' }, [], 0],
    ])('events of the range %j', async (range, expected, total) => {
      const slice = await subject.store.events.readEvents('s', range);
      expect(values(slice.events)).toEqual(expected);
      expect(slice.total).toBe(total);
    });

    test('events carry their index and version', async () => {
      const { events } = await subject.store.events.readEvents('s', { fromIndex: 1, limit: 1 });
      expect(events).toEqual([{ version: 4, eventIndex: 1, eventType: 'B', data: { value: 3 } }]);
    });

    test.each([{ afterVersion: -1 }, { limit: -1 }, { limit: 1.5 }, { afterVersion: Number.NaN }])(
      'the range %j is refused',
      async (range) => {
        await expect(subject.store.events.read('s', range)).rejects.toThrow(RangeError);
      },
    );

    test('a page that begins before 0 or has no whole size is refused', async () => {
      await expect(subject.store.events.readEvents('s', { fromIndex: -1, limit: 1 })).rejects.toThrow(RangeError);
      await expect(subject.store.events.readEvents('s', { fromIndex: 0, limit: -1 })).rejects.toThrow(RangeError);
      await expect(
        subject.store.sessions.list({ owner: 'ann', order: 'newest', offset: -1, limit: 1 }),
      ).rejects.toThrow(RangeError);
    });
  });
}
