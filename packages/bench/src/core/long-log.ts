/**
 * A log of a million entries, mostly wire events that are no facts: what an entry costs there against a log of ten
 * thousand, and what the fold keeps in memory besides the log.
 */
import { strictEqual } from 'node:assert/strict';
import { initialState, replay } from '@agent-session/core';
import type { LogEntry, SessionState } from '@agent-session/core';
import { compare, report } from '../compare.js';

const AT = '2026-01-01T00:00:00.000Z';
const SHORT = 10_000;
const LONG = 1_000_000;

/** The events of a run, one fact in two hundred entries. */
function* entries(count: number, from: Pick<SessionState, 'nextIndex' | 'version'>): Generator<LogEntry> {
  let index = from.nextIndex;
  for (let position = from.version; position < from.version + count; position += 1) {
    const round = position % 400;
    if (round === 0 || round === 200) {
      yield { kind: 'fact', fact: round === 0 ? 'awaitedTools' : 'toolsSettled', at: AT };
    } else {
      yield { kind: 'event', index, event: event(round), at: AT };
      index += 1;
    }
  }
}

function event(round: number) {
  switch (round % 4) {
    case 0:
      return { type: 'AgentEvent', data: { kind: 'policy_event', content: `Step ${round}` }, timestamp: AT };
    case 1:
      return { type: 'AgentEvent', data: { kind: 'observation_event', text: `Page ${round}` }, timestamp: AT };
    case 2:
      return { type: 'MetricsUpdateEvent', data: { metrics: { steps: round } }, timestamp: AT };
    default:
      return { type: 'FileTransferEvent', data: { direction: 'download', path: '/x' }, timestamp: AT };
  }
}

const running = replay([{ kind: 'fact', fact: 'started', at: AT }]);
const start: SessionState = { ...running, version: 0 };
const short = [...entries(SHORT, start)];
const long = [...entries(LONG, start)];
strictEqual(replay(long, { from: start }).version, LONG);

await compare({
  contenders: {
    'a million entries': { iterations: LONG, run: () => replay(long, { from: start }) },
    'ten thousand entries': {
      iterations: LONG,
      run: () => {
        for (let done = 0; done < LONG; done += SHORT) replay(short, { from: start });
      },
    },
  },
  subject: 'a million entries',
  figures: [{ name: 'core/replay-cost-per-entry-at-1e6', against: 'ten thousand entries', bound: { atMost: 1.3 } }],
});

const collectGarbage = globalThis.gc;
if (collectGarbage === undefined) throw new Error('Run with --expose-gc.');
let state = { ...initialState(), state: 'working' as const, status: 'running' as const, turn: 1 } as SessionState;
const heapMb: number[] = [];
for (let done = 0; done < LONG; done += LONG / 10) {
  state = replay(entries(LONG / 10, state), { from: state });
  collectGarbage();
  heapMb.push(process.memoryUsage().heapUsed / 1024 ** 2);
}
strictEqual(state.version, LONG);
console.log(`  heap while a million entries stream by, MB: ${heapMb.map((mb) => mb.toFixed(2)).join(' ')}`);
report({
  name: 'core/replay-heap-growth-over-1e6-entries-mb',
  ratio: Math.max(...heapMb.slice(1)) - (heapMb[0] ?? Number.NaN),
  bound: { atMost: 1 },
});
