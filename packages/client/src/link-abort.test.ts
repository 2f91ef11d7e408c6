import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createCountedSignal } from '../test/counted-signal.js';
import { createManualClock } from '@agent-session/testing';
import { linkAbort, type AbortLink } from './link-abort.js';

const never = new Promise<never>(() => {});
const tooLate = new Error('too late');
const link = (clock = createManualClock(), signal?: AbortSignal) => linkAbort(clock, signal, 1000, () => tooLate);

describe('linkAbort', () => {
  it('gives the value when it comes first', async () => {
    expect(await link().race(Promise.resolve(7))).toBe(7);
  });

  it('ends with the reason of the caller, unchanged, though the promise never does', async () => {
    const caller = createCountedSignal();
    const raced = link(createManualClock(), caller.signal).race(never);
    const reason = { mine: true };
    caller.abort(reason);
    await expect(raced).rejects.toBe(reason);
  });

  it('ends at once when the caller has aborted before', async () => {
    const caller = createCountedSignal();
    caller.abort('before');
    await expect(link(createManualClock(), caller.signal).race(never)).rejects.toBe('before');
  });

  it('ends when the time is up, and aborts the signal it hands on', async () => {
    const clock = createManualClock();
    const linked = link(clock);
    const raced = expect(linked.race(never)).rejects.toBe(tooLate);
    await clock.advance(999);
    expect(linked.signal.aborted).toBe(false);
    await clock.advance(1);
    await raced;
    expect(linked.signal.aborted).toBe(true);
  });

  it('tells a transport that does without a signal, also one that comes too late', () => {
    const caller = createCountedSignal();
    const linked = link(createManualClock(), caller.signal);
    const told: unknown[] = [];
    linked.onAbort((reason) => told.push(reason));
    caller.abort('enough');
    linked.onAbort((reason) => told.push(reason));
    expect(told).toEqual(['enough', 'enough']);
    expect(linked.signal.reason).toBe('enough');
  });

  it('counts the time anew when told to, and not at all in between', async () => {
    const clock = createManualClock();
    const linked = link(clock);
    linked.limit(null);
    await clock.advance(5000);
    linked.limit(100);
    await clock.advance(99);
    expect(linked.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(linked.signal.aborted).toBe(true);
  });

  it('leaves no timer and no listener behind', () => {
    const clock = createManualClock();
    const caller = createCountedSignal();
    const linked = link(clock, caller.signal);
    expect([clock.pendingTimers, caller.listeners]).toEqual([1, 1]);
    linked.limit(50);
    linked.dispose();
    expect([clock.pendingTimers, caller.listeners]).toEqual([0, 0]);
  });

  it('holds nothing of the exchange once it is let go, however long it is kept itself', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const link = linkAbort(createManualClock(), undefined, 1000, () => new Error('late'));
    const exchange = new WeakRef(listenWithSomething(link));
    link.dispose();
    // A WeakRef holds what it points at until the end of the job.
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    expect(exchange.deref()).toBeUndefined();
    expect(link.aborted).toBe(false);
  });
});

function listenWithSomething(link: AbortLink): object {
  const reply = { body: 'bytes' };
  link.onAbort(() => (reply.body = ''));
  return reply;
}
