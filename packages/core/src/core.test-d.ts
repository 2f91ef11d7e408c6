import type { CommandName, SessionStatus } from '@agent-session/protocol';
import { describe, expectTypeOf, it } from 'vitest';
import { decideCommand } from './authority/index.js';
import { assign, createActor, setup } from 'xstate';
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
  type IllegalTransitionError,
  type LeafState,
  type LogEntry,
  type LogGapError,
  type SessionState,
  type TransitionCell,
} from './index.js';
import { createSessionMachine, sessionMachine, toMachineSnapshot, type SessionOutput } from './machine/index.js';

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
    actor.send({ type: 'failed', at, via: ['started'], error: 'Out of memory.' });
    actor.send({ type: 'message', text: 'hi' });
    actor.send({ type: 'toolResults', callIds: ['a'] });
    for (const entry of observe(initialState(), { source: 'status', body: { status: 'idle' }, at }))
      actor.send({ type: 'entry', entry });
    // @ts-expect-error there is no such event
    actor.send({ type: 'slept' });
    // @ts-expect-error a pause says nothing
    actor.send({ type: 'pause', text: 'please' });
    // @ts-expect-error facts have no such field
    actor.send({ type: 'started', when: at });
    // @ts-expect-error an entry has a kind
    actor.send({ type: 'entry', entry: { fact: 'started', at } });
    // @ts-expect-error whether a platform reopens is asked when the machine is made
    createActor(sessionMachine, { input: { reopen: true } });
    createActor(sessionMachine, { input: { limits: { maxSteps: 1 } } });
  });

  it('know the states, tags, refusals and output of the machine as if it were written by hand [C26]', () => {
    const actor = createActor(createSessionMachine({ reopen: true }));
    const snapshot = actor.getSnapshot();
    expectTypeOf(snapshot.value).toEqualTypeOf<
      | { pending: 'launching' | 'queued' }
      | { running: 'working' | 'awaitingTools' }
      | 'paused'
      | 'idle'
      | 'completed'
      | 'timed_out'
      | 'interrupted'
      | 'failed'
    >();
    snapshot.matches('running');
    snapshot.matches({ running: 'working' });
    // @ts-expect-error there is no such state
    snapshot.matches('sleeping');
    // @ts-expect-error nor is it nested there
    snapshot.matches({ pending: 'working' });
    // @ts-expect-error an idle session has no nested states
    snapshot.matches({ idle: 'waiting' });
    snapshot.can({ type: 'pause' });
    // @ts-expect-error nothing of that name could happen
    snapshot.can({ type: 'stop' });
    expectTypeOf(snapshot.hasTag).parameter(0).toEqualTypeOf<'settled' | 'terminal'>();
    expectTypeOf(snapshot.context).toEqualTypeOf<SessionState>();
    expectTypeOf(snapshot.output).toEqualTypeOf<SessionOutput | undefined>();
    actor.on('refused', ({ error }) => {
      expectTypeOf(error).toEqualTypeOf<CommandRefusedError | IllegalTransitionError | LogGapError>();
    });
    // @ts-expect-error nothing else is emitted
    actor.on('accepted', () => {});
    expectTypeOf(toMachineSnapshot(initialState())).toEqualTypeOf<typeof snapshot>();
  });

  it('let a parent invoke the machine by its types [C26]', () => {
    setup({
      types: { context: {} as { readonly answer: unknown } },
      actors: { session: sessionMachine },
    }).createMachine({
      context: { answer: null },
      initial: 'open',
      states: {
        open: {
          invoke: {
            src: 'session',
            input: { limits: { maxSteps: 3 } },
            onDone: { target: 'over', actions: assign({ answer: ({ event }) => event.output.answer?.value }) },
          },
        },
        over: {},
      },
    });
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
    const carriedOut = decideCommand(initialState(), { name: 'pause' }, { at });
    if (carriedOut.outcome === 'accepted') expectTypeOf(carriedOut.entries).toEqualTypeOf<readonly LogEntry[]>();
    // @ts-expect-error a refusal has nothing to append
    if (carriedOut.outcome === 'refused') void carriedOut.entries;
    // @ts-expect-error who appends says when
    decideCommand(initialState(), { name: 'pause' });
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
