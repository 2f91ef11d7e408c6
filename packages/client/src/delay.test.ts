import { describe, expect, it } from 'vitest';
import { createCountedSignal } from '../test/counted-signal.js';
import { createManualClock } from '@agent-session/testing';
import { delay } from './delay.js';

describe('delay', () => {
  it('ends when the time is up and leaves nothing behind', async () => {
    const clock = createManualClock();
    const caller = createCountedSignal();
    const waited = delay(clock, 500, caller.signal);
    await clock.advance(500);
    await waited;
    expect([clock.pendingTimers, caller.listeners]).toEqual([0, 0]);
  });

  it('ends at once with the reason of the caller and leaves no timer behind', async () => {
    const clock = createManualClock();
    const caller = createCountedSignal();
    const waited = delay(clock, 500, caller.signal);
    caller.abort('enough');
    await expect(waited).rejects.toBe('enough');
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not begin when the caller has aborted', async () => {
    const clock = createManualClock();
    await expect(delay(clock, 500, AbortSignal.abort('before'))).rejects.toBe('before');
    expect(clock.pendingTimers).toBe(0);
  });
});
