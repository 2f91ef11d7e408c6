import { legalRuns, type Run } from '@agent-session/testing/arbitraries';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evolve, initialState, observe, type Reading, type SessionState } from '../src/index.js';
import { timeAt } from './time-at.js';

type Move =
  | { readonly kind: 'advance'; readonly by: number }
  | { readonly kind: 'page'; readonly limit: number; readonly back: number }
  | { readonly kind: 'status'; readonly age: number }
  | { readonly kind: 'endOfLog'; readonly late: number };

const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ kind: fc.constant('advance' as const), by: fc.integer({ min: 1, max: 4 }) }),
  fc.record({
    kind: fc.constant('page' as const),
    limit: fc.integer({ min: 0, max: 4 }),
    back: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({ kind: fc.constant('status' as const), age: fc.nat(5) }),
  fc.record({ kind: fc.constant('endOfLog' as const), late: fc.nat(4) }),
);

/** Reads a run the way a client does while it goes on: in pages of any size, with status reads old and new. */
function follow(run: Run, moves: readonly Move[]): SessionState {
  let state = initialState({ reopen: run.state.reopen });
  let now = 0;
  const at = timeAt(100_000);
  const last = run.timeline.length - 1;
  const read = (reading: Reading): void => {
    for (const entry of observe(state, reading)) state = evolve(state, entry);
  };
  const moment = (position: number) => run.timeline[Math.min(Math.max(position, 0), last)] as Run['timeline'][number];
  const readPage = (limit: number, back: number): void => {
    const fromIndex = Math.max(0, state.nextIndex - back);
    const { eventCount, status } = moment(now);
    const newEvents = run.events.slice(fromIndex, Math.min(eventCount, fromIndex + limit));
    read({ source: 'changes', fromIndex, page: { status, new_events: newEvents }, at });
  };
  for (const each of moves) {
    switch (each.kind) {
      case 'advance':
        now = Math.min(last, now + each.by);
        break;
      case 'page':
        readPage(each.limit, each.back);
        break;
      case 'status':
        read({ source: 'status', body: { status: moment(now - each.age).status }, at });
        break;
      case 'endOfLog': {
        if (moment(now).eventCount !== state.nextIndex) break;
        const endOfLog = state.nextIndex;
        now = Math.min(last, now + each.late);
        read({ source: 'status', body: { status: moment(now).status }, at, endOfLog });
        break;
      }
    }
  }
  now = last;
  while (state.nextIndex < run.events.length) readPage(3, 0);
  return state;
}

/** What the events alone give; which reads were made besides is another matter. */
function ofEvents(state: SessionState) {
  const { version: _v, report: _r, skips: _s, endedIntents: _e, wireStatus, ...rest } = state;
  return { ...rest, wireStatus };
}

describe('a legal run read through any paging', () => {
  for (const reopen of [false, true]) {
    it(`ends in the same state, with no violation, however status reads come (reopen: ${reopen}) [C12]`, () => {
      fc.assert(
        fc.property(legalRuns({ reopen }), fc.array(move, { maxLength: 60 }), (run, moves) => {
          const state = follow(run, moves);
          expect(state.violations.count).toBe(0);
          expect(ofEvents(state)).toEqual(ofEvents(run.state));
        }),
        { numRuns: 2000 },
      );
    });
  }
});
