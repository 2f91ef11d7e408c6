import { describe, expect, test } from 'vitest';
import { StoreUnavailableError } from '../../errors.js';
import { visible, type StoreSubject } from './store-subject.js';

export function describeClosing(subject: StoreSubject): void {
  const { append, list } = subject;

  describe('closing', () => {
    test('keeps what was accepted, refuses what comes later, and may be repeated', async () => {
      const last = append('s', [visible(1)]);
      const closed = subject.store.close();
      expect(await last).toEqual({ version: 1, eventCount: 1 });
      await closed;
      await subject.store.close();
      await expect(append('s', [visible(2)])).rejects.toThrow(StoreUnavailableError);
      await expect(subject.store.events.read('s')).rejects.toThrow(StoreUnavailableError);
      await expect(subject.store.sessions.get('s')).rejects.toThrow(StoreUnavailableError);
      await expect(list()).rejects.toMatchObject({ code: 'store-unavailable' });
      await expect(subject.store.keys.list()).rejects.toThrow(StoreUnavailableError);
      await expect(subject.store.delete('s')).rejects.toThrow(StoreUnavailableError);
    });
  });
}
