/** Events per second through `events$` of a long recorded log, beside a bare rxjs pipe over an array. Reported only. */
import type { LogEntry } from '@agent-session/core';
import { watchSession, type LiveClient } from '@agent-session/rxjs';
import { from } from 'rxjs';
import { measure, ratioOf } from '../measure.js';

const EVENTS = 1_000_000;
const log: LogEntry[] = Array.from({ length: EVENTS }, (_, index) => ({
  kind: 'event',
  index,
  event: { type: 'AgentEvent', data: { kind: 'observation_event', text: 'x' }, timestamp: '2026-01-01T00:00:00Z' },
  at: '2026-01-01T00:00:00.000Z',
}));
const idle = (): Promise<never> => new Promise(() => undefined);
const client: LiveClient = {
  readChanges: idle,
  readStatus: idle,
  get: idle,
  status: idle,
  message: idle,
  pause: idle,
  resume: idle,
  forceAnswer: idle,
  cancel: idle,
  toolResults: idle,
};
const live = watchSession(client, '6f2b3c1e-0000-4000-8000-000000000001', { log, keepEvents: EVENTS });

function count(times: number, subscribe: (next: () => void) => { unsubscribe(): void }): void {
  let seen = 0;
  while (seen < times) subscribe(() => (seen += 1)).unsubscribe();
}

const measured = await measure({
  events: { iterations: EVENTS, run: (times) => count(times, (next) => live.events$.subscribe(next)) },
  array: { iterations: EVENTS, run: (times) => count(times, (next) => from(log).subscribe(next)) },
});
for (const [name, { median }] of Object.entries(measured)) {
  console.log(`  ${name}: ${Math.round(1e6 / median).toLocaleString('en')} events/s`);
}
console.log(`  a bare pipe is ${ratioOf(measured.events, measured.array).median.toFixed(2)} times as fast`);
process.exit(0);
