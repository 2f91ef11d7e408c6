import process from 'node:process';
import type { ChangesReading } from '@agent-session/protocol';
import { watchSession, type LiveClient } from '../../src/index.js';

/** Watches and leaves many sessions; prints what is left as JSON. Run with --expose-gc. */
let open = 0;

const parked = (signal: AbortSignal | undefined): Promise<ChangesReading> =>
  new Promise((_, reject) => {
    open += 1;
    signal?.addEventListener(
      'abort',
      () => {
        open -= 1;
        reject(signal.reason as Error);
      },
      { once: true },
    );
  });

const nothing = (): Promise<never> => Promise.reject(new Error('not used'));
const client: LiveClient = {
  readChanges: (_, read) =>
    read.fromIndex === 0
      ? Promise.resolve({
          kind: 'page',
          page: {
            status: 'pending',
            new_events: [{ type: 'RequestStartEvent', data: {}, timestamp: '2026-01-01T00:00:00Z' }],
          },
        })
      : parked(read.signal),
  readStatus: nothing,
  get: nothing,
  status: nothing,
  message: nothing,
  pause: nothing,
  resume: nothing,
  forceAnswer: nothing,
  cancel: nothing,
  toolResults: nothing,
};

let last = 0;

async function cycle(times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    last += 1;
    const live = watchSession(client, `6f2b3c1e-0000-4000-8000-${String(last).padStart(12, '0')}`, {
      poll: { graceMs: 0 },
    });
    const subscriptions = [live.session$.subscribe(), live.events$.subscribe(), live.link$.subscribe()];
    const stop = new AbortController();
    const waiting = Promise.all([
      live.settled({ signal: stop.signal }).catch(() => undefined),
      live.until(() => false, { signal: stop.signal }).catch(() => undefined),
    ]);
    await live.until(({ nextIndex }) => nextIndex > 0);
    for (const subscription of subscriptions) subscription.unsubscribe();
    stop.abort();
    await waiting;
    // Only between turns of the event loop does the runtime tell what was collected.
    if (index % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function rest(): Promise<number> {
  for (let turns = 0; turns < 12; turns += 1) {
    (globalThis as { readonly gc?: () => void }).gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return process.memoryUsage().heapUsed;
}

// The engine compiles and grows its tables for a while: that is not ours to count.
await cycle(10_000);
const before = await rest();
const handlesBefore = process.getActiveResourcesInfo().length;
await cycle(10_000);
const after = await rest();
const handlesAfter = process.getActiveResourcesInfo().length;
process.stdout.write(
  JSON.stringify({
    cycles: 10_000,
    open,
    handlesBefore,
    handlesAfter,
    before,
    after,
    heapGrowth: (after - before) / before,
  }),
);
process.exit(0);
