import { COMMAND_NAMES } from '@agent-session/protocol';
import { legalRuns, type Run } from '@agent-session/testing/arbitraries';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import {
  FACT_NAMES,
  decide,
  evolve,
  initialState,
  observe,
  type FactName,
  type LogEntry,
  type Reading,
  type SessionState,
} from '../src/index.js';
import { createSessionMachine, toMachineSnapshot, type SessionSnapshot } from '../src/machine/index.js';
import { AT } from './states.js';
import { timeAt } from './time-at.js';

/** What the fold takes, asked of the fold itself. */
function takes(state: SessionState, entry: LogEntry): SessionState | null {
  try {
    return evolve(state, entry);
  } catch {
    return null;
  }
}

/** Compares a snapshot with the fold: its context, its place, and what it says can happen next. */
function expectInStep(snapshot: SessionSnapshot, state: SessionState): void {
  expect(snapshot.context).toEqual(state);
  expect(snapshot.value).toEqual(toMachineSnapshot(state).value);
  if (snapshot.status === 'done') return;
  for (const fact of FACT_NAMES) {
    const entry = { kind: 'fact', fact, at: AT } as const;
    expect(snapshot.can({ type: fact, at: AT }), fact).toBe(takes(state, entry) !== null);
  }
  for (const name of COMMAND_NAMES) {
    expect(snapshot.can({ type: name }), name).toBe(decide(state, { name }).outcome === 'accepted');
  }
}

/** An actor and the fold, fed with the same readings. */
function follower(reopen = false) {
  const actor = createActor(createSessionMachine({ reopen })).start();
  let state = initialState({ reopen });
  return {
    actor,
    read(reading: Reading): void {
      for (const entry of observe(state, reading)) {
        state = evolve(state, entry);
        if (actor.getSnapshot().status === 'done') continue;
        actor.send({ type: 'entry', entry });
        expectInStep(actor.getSnapshot(), state);
      }
    },
    get state(): SessionState {
      return state;
    },
  };
}

describe('while a status runs ahead of the events, the session machine', () => {
  it('goes where the events go, though no edge leads there from the state it shows [C3]', () => {
    const { actor, read } = follower();
    read({ source: 'status', body: { status: 'queued' }, at: AT, endOfLog: 0 });
    expect(actor.getSnapshot().value).toEqual({ pending: 'queued' });
    read({ source: 'status', body: { status: 'running' }, at: AT, endOfLog: 0 });
    expect(actor.getSnapshot().value).toEqual({ running: 'working' });
    const { context } = actor.getSnapshot();
    expect(context.behind?.state).toBe('launching');
    expect(actor.getSnapshot().can({ type: 'queued', at: AT })).toBe(takes(context, factOf('queued')) !== null);
    read({
      source: 'changes',
      fromIndex: 0,
      page: {
        status: 'running',
        new_events: [{ type: 'RequestStartEvent', data: { status: 'queued' }, timestamp: AT }],
      },
      at: AT,
    });
    actor.send({ type: 'dequeued', at: AT });
    expect(actor.getSnapshot().value).toEqual({ running: 'working' });
    expect(actor.getSnapshot().context.behind?.state).toBe('launching');
    actor.send({ type: 'started', at: AT });
    expect(actor.getSnapshot().context.behind).toBeNull();
  });

  it('refuses by name what only its own state has an edge for [C3]', () => {
    const { actor, read } = follower();
    read({ source: 'status', body: { status: 'paused' }, at: AT, endOfLog: 0 });
    expect(actor.getSnapshot().value).toBe('paused');
    expect(actor.getSnapshot().can({ type: 'resumed', at: AT })).toBe(
      takes(actor.getSnapshot().context, factOf('resumed')) !== null,
    );
    expect(() => actor.send({ type: 'woken', at: AT })).toThrow('woken');
  });

  it('follows every legal run through any late status read, and drops nothing [C3 C12]', () => {
    let ahead = 0;
    const pace = fc.record({ moments: fc.integer({ min: 1, max: 3 }), late: fc.nat(3) });
    fc.assert(
      fc.property(legalRuns(), fc.array(pace, { minLength: 1 }), (run, paces) => {
        const session = follower(run.state.reopen);
        const moment = (position: number) => run.timeline[Math.min(position, run.timeline.length - 1)] as Moment;
        for (let now = 0, turn = 0; now < run.timeline.length; turn += 1) {
          const { moments, late } = paces[turn % paces.length] as { readonly moments: number; readonly late: number };
          const { eventCount, status } = moment(now);
          const fromIndex = session.state.nextIndex;
          const page = { status, new_events: run.events.slice(fromIndex, eventCount) };
          session.read({ source: 'changes', fromIndex, page, at: timeAt(now) });
          const endOfLog = session.state.nextIndex;
          session.read({ source: 'status', body: moment(now + late), at: timeAt(now), endOfLog });
          if (session.state.behind !== null) ahead += 1;
          now += moments;
        }
      }),
    );
    expect(ahead).toBeGreaterThan(50);
  });
});

type Moment = Run['timeline'][number];

function factOf(fact: FactName): LogEntry {
  return { kind: 'fact', fact, at: AT };
}
