import { expect, test, vi } from 'vitest';
import { Listeners } from './listeners.js';

test('nothing is kept of a stream after its last listener left', () => {
  const listeners = new Listeners();
  const leave = [
    listeners.subscribe('a', () => {}),
    listeners.subscribe('a', () => {}),
    listeners.subscribe('b', () => {}),
  ];
  expect(listeners.size).toBe(2);
  for (const each of leave) each();
  expect(listeners.size).toBe(0);
});

test('leaving twice does not end the subscription of someone else', () => {
  const listeners = new Listeners();
  const leave = listeners.subscribe('a', () => {});
  leave();
  const heard = vi.fn();
  listeners.subscribe('a', heard);
  leave();
  listeners.notify('a', { version: 1, eventCount: 1 });
  expect(heard).toHaveBeenCalledOnce();
});

test('a listener that throws is reported, and the others still hear', async () => {
  const report = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation(() => {});
  const listeners = new Listeners();
  const heard = vi.fn();
  listeners.subscribe('a', () => {
    throw new Error('mistake');
  });
  listeners.subscribe('a', heard);
  listeners.notify('a', { version: 1, eventCount: 1 });
  expect(heard).toHaveBeenCalledOnce();
  expect(() => report.mock.calls[0]?.[0]()).toThrow('mistake');
  report.mockRestore();
});

test('a listener that subscribes while it is told waits for the next append', () => {
  const listeners = new Listeners();
  const late = vi.fn();
  const leave = listeners.subscribe('a', () => {
    listeners.subscribe('a', late);
    leave();
  });
  listeners.notify('a', { version: 1, eventCount: 1 });
  expect(late).not.toHaveBeenCalled();
  listeners.notify('a', { version: 2, eventCount: 2 });
  expect(late).toHaveBeenCalledOnce();
});
