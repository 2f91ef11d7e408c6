import { describe, expect, test, vi } from 'vitest';
import { hidden, visible, type StoreSubject } from './store-subject.js';

export function describeSubscriptions(subject: StoreSubject): void {
  const { append } = subject;

  describe('subscriptions', () => {
    test('a listener hears each append with its head, after it can be read, and before the append resolves', async () => {
      const heard: unknown[] = [];
      const reads: Promise<unknown>[] = [];
      subject.store.events.subscribe('s', (head) => {
        heard.push(head);
        reads.push(subject.store.events.head('s'));
      });
      const done = append('s', [visible(1), hidden(2)]);
      const seenWhenDone = done.then(() => heard.length);
      expect(await seenWhenDone).toBe(1);
      await append('s', [visible(3)]);
      expect(heard).toEqual([
        { version: 2, eventCount: 1 },
        { version: 3, eventCount: 2 },
      ]);
      expect(await Promise.all(reads)).toEqual(heard);
    });

    test('it hears nothing of other streams, refused appends, appends of nothing, or after it left', async () => {
      const listener = vi.fn();
      const leave = subject.store.events.subscribe('s', listener);
      await append('other', [visible(1)]);
      await expect(append('s', [visible(1)], { expectedVersion: 7 })).rejects.toThrow();
      await append('s', []);
      expect(listener).not.toHaveBeenCalled();
      leave();
      leave();
      await append('s', [visible(1)]);
      expect(listener).not.toHaveBeenCalled();
    });

    test('one function subscribed twice is told twice, and leaves once at a time', async () => {
      const listener = vi.fn();
      const leave = subject.store.events.subscribe('s', listener);
      subject.store.events.subscribe('s', listener);
      await append('s', [visible(1)]);
      expect(listener).toHaveBeenCalledTimes(2);
      leave();
      await append('s', [visible(2)]);
      expect(listener).toHaveBeenCalledTimes(3);
    });
  });
}
