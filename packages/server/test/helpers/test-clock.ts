import { createManualClock, type ManualClock } from '@agent-session/testing';

/** The clock of tests that run on real stores: a turn of the event loop runs every microtask, a few let their I/O through. */
export function createTestClock(startAt?: number): ManualClock {
  return createManualClock({ turnsPerStep: 6, ...(startAt === undefined ? {} : { startAt }) });
}
