import type { CommandName, SessionStatus } from '@agent-session/protocol';
import { describe, expectTypeOf, it } from 'vitest';
import { createActor } from 'xstate';
import {
  COMMAND_TABLE,
  TRANSITIONS,
  decide,
  evolve,
  initialState,
  isCoreError,
  observe,
  replay,
  type Command,
  type CommandCell,
  type CommandRefusedError,
  type FactName,
  type LeafState,
  type LogEntry,
  type SessionState,
  type TransitionCell,
} from './index.js';
import { createSessionActor, sessionMachine } from './machine/index.js';

const at = '2026-01-01T00:00:00.000Z';

describe('the types', () => {
  it('refuse a table with a missing cell [C1 C26]', () => {
    expectTypeOf(TRANSITIONS).toExtend<Record<LeafState, Record<FactName, TransitionCell>>>();
    expectTypeOf(COMMAND_TABLE).toExtend<Readonly<Record<LeafState, Readonly<Record<CommandName, CommandCell>>>>>();
    const { idle: _, ...withoutIdle } = TRANSITIONS;
    // @ts-expect-error a state is missing
    withoutIdle satisfies Record<LeafState, Record<FactName, TransitionCell>>;
    const { idled: __, ...withoutIdled } = TRANSITIONS.idle;
    // @ts-expect-error a fact is missing
    withoutIdled satisfies Record<FactName, TransitionCell>;
  });

  it('know an error by its code [C23]', () => {
    const error: unknown = null;
    if (isCoreError(error, 'command-refused')) expectTypeOf(error).toEqualTypeOf<CommandRefusedError>();
    // @ts-expect-error there is no such code
    isCoreError(error, 'refused');
  });

  it('refuse commands and facts nobody knows [C26]', () => {
    const state = initialState();
    decide(state, { name: 'pause' });
    // @ts-expect-error there is no such command
    decide(state, { name: 'stop' });
    // @ts-expect-error a pause says nothing
    decide(state, { name: 'pause', text: 'please' });
    evolve(state, { kind: 'fact', fact: 'started', at });
    // @ts-expect-error there is no such fact
    evolve(state, { kind: 'fact', fact: 'slept', at });
    // @ts-expect-error facts are past tense
    evolve(state, { kind: 'fact', fact: 'pause', at });
    // @ts-expect-error an entry has a time
    evolve(state, { kind: 'fact', fact: 'started' });
    // @ts-expect-error times are ISO 8601 text
    evolve(state, { kind: 'fact', fact: 'started', at: 0 });
  });

  it('refuse events the machine does not know [C26]', () => {
    const actor = createActor(sessionMachine);
    actor.send({ type: 'started' });
    actor.send({ type: 'message', text: 'hi' });
    actor.send({ type: 'toolResults', callIds: ['a'] });
    // @ts-expect-error there is no such event
    actor.send({ type: 'slept' });
    // @ts-expect-error a pause says nothing
    createSessionActor().send({ type: 'pause', text: 'please' });
    expectTypeOf(actor.getSnapshot().context).toEqualTypeOf<SessionState>();
  });

  it('let a switch over statuses, entries and decisions be exhaustive [C26]', () => {
    const ofStatus = (status: SessionStatus): string => {
      switch (status) {
        case 'pending':
        case 'running':
        case 'paused':
        case 'idle':
          return 'going on';
        case 'completed':
        case 'timed_out':
        case 'interrupted':
        case 'failed':
          return 'over';
        default:
          return status satisfies never;
      }
    };
    expectTypeOf(ofStatus(initialState().status)).toBeString();
    const ofEntry = (entry: LogEntry): string => {
      switch (entry.kind) {
        case 'event':
          return entry.event.type;
        case 'fact':
          return entry.fact;
        case 'report':
          return entry.report.status;
        case 'command':
          return entry.command.name;
        case 'violation':
          return entry.from;
        case 'opened':
          return entry.at;
        default:
          return entry satisfies never;
      }
    };
    expectTypeOf(ofEntry).returns.toBeString();
    const decision = decide(initialState(), { name: 'pause' });
    if (decision.outcome === 'accepted') expectTypeOf(decision.entries).toEqualTypeOf<readonly LogEntry[]>();
    // @ts-expect-error a refusal has nothing to append
    if (decision.outcome === 'refused') void decision.entries;
    expectTypeOf(decision.outcome).toEqualTypeOf<'accepted' | 'no-op' | 'refused'>();
  });

  it('give read-only states [C26 C27]', () => {
    const state = initialState();
    // @ts-expect-error a state is never mutated
    state.turn = 2;
    // @ts-expect-error nor is what it holds
    state.intents.length = 0;
    expectTypeOf(replay([])).toEqualTypeOf<SessionState>();
    expectTypeOf<Command['name']>().toEqualTypeOf<CommandName>();
  });

  it('tell readings apart by their source [C26]', () => {
    const state = initialState();
    observe(state, { source: 'status', body: { status: 'running' }, at, endOfLog: 3 });
    // @ts-expect-error a page needs the index it was asked for
    observe(state, { source: 'changes', page: { status: 'running' }, at });
    // @ts-expect-error the end of the log is an index
    observe(state, { source: 'status', body: { status: 'running' }, at, endOfLog: true });
  });
});
