import type { TerminalStatus } from '@agent-session/protocol';
import { assign, setup, type SnapshotFrom } from 'xstate';
import { initialState, type InitialState } from '../fold/initial-state.js';
import { answerOfTurn, isSettledState, isTerminalState } from '../fold/selectors.js';
import type { SessionAnswer, SessionState } from '../fold/session-state.js';
import type { LeafState } from '../tables/leaf-state.js';
import { noteWork, throwToDirectCallers, type RefusedEvent } from './direct-callers.js';
import { MACHINE_EVENT_TYPES, isMachineEvent, isRefusal, outcomeOf, type MachineEvent } from './machine-event.js';
import { machineStates, machineValue } from './machine-states.js';

/** How a session ended: the output of its machine. */
export interface SessionOutput {
  readonly status: TerminalStatus;
  /** The answer of the last turn; `null`: it gave none. */
  readonly answer: SessionAnswer | null;
}

/** The lifecycle as an XState machine. */
export type SessionMachine = ReturnType<typeof drawnMachine>;

/** A snapshot of the session machine. */
export type SessionSnapshot = SnapshotFrom<SessionMachine>;

/** The lifecycle of sessions that stay ended: `createSessionMachine()`. */
export const sessionMachine: SessionMachine = movedByFold(drawnMachine(false), false);

let reopeningMachine: SessionMachine | undefined;

/**
 * The lifecycle as an XState machine, made from the tables. Its context is the {@link SessionState}, moved by the fold
 * and nothing else. Its events are the entries of a log (`{ type: 'entry', entry }`, as `observe` gives them), and the
 * facts and commands by name. In every state `value` is the place of `context.state`, and `snapshot.can` is true for
 * exactly what the fold takes and `decide` accepts. No timers, invokes or effects.
 *
 * What cannot happen leaves the snapshot as it was and is emitted: `actor.on('refused', ({ error }) => …)`, with a
 * CommandRefusedError, IllegalTransitionError or LogGapError. Who calls `actor.send` also gets it thrown, unless the actor
 * is still at work on an earlier event. A command that is a no-op changes nothing.
 *
 * An end is final: the actor is done, its output tells the status and the answer, and `can` is false. What comes after an
 * end (feedback, late events) belongs to the fold.
 *
 * @param options.reopen - The platform reopens an ended session when it gets a message, so no end is final. Default false.
 * @example
 * const actor = createActor(createSessionMachine({ reopen: true })).start();
 * actor.send({ type: 'started', at: '2026-01-01T00:00:00.000Z' });
 * actor.getSnapshot().matches({ running: 'working' }); // true
 * actor.getSnapshot().can({ type: 'pause' }); // true
 * actor.send({ type: 'reopened' }); // throws IllegalTransitionError
 */
export function createSessionMachine(options: { readonly reopen?: boolean } = {}): SessionMachine {
  if (options.reopen !== true) return sessionMachine;
  reopeningMachine ??= movedByFold(drawnMachine(true), true);
  return reopeningMachine;
}

function drawnMachine(reopen: boolean) {
  /** The state after an event; `null` when it is refused or changes nothing. */
  const after = (state: SessionState, event: MachineEvent): SessionState | null => {
    const outcome = isOver(state, reopen) ? state : outcomeOf(state, event);
    return outcome === state || isRefusal(outcome) ? null : outcome;
  };
  return setup({
    types: {
      context: {} as SessionState,
      events: {} as MachineEvent,
      input: undefined as Pick<InitialState, 'limits'> | undefined,
      output: {} as SessionOutput,
      emitted: {} as RefusedEvent,
      tags: '' as 'settled' | 'terminal',
    },
    actions: {
      fold: assign(({ context, event }) => after(context, event) ?? context),
    },
    guards: {
      leadsTo: ({ context, event }, { state }: { readonly state: LeafState }) => after(context, event)?.state === state,
      isPossible: ({ context, event }) => after(context, event) !== null,
    },
  }).createMachine({
    id: 'session',
    context: ({ input }) => initialState({ ...input, reopen }),
    initial: 'pending',
    states: machineStates(reopen),
    // What is not drawn: repeats, what moves no state, and facts while a status runs ahead of the events.
    on: Object.fromEntries(
      MACHINE_EVENT_TYPES.map((type) => [type, { guard: 'isPossible', actions: 'fold' }] as const),
    ),
    output: ({ context }) => outputOf(context),
  });
}

/**
 * Lets the fold move the machine. A statechart alone ignores what it has no edge for, goes only where an edge leads, and
 * knows nothing of a message on its way; here the chart is what is drawn and asked, and its state follows the context.
 */
function movedByFold(machine: SessionMachine, reopen: boolean): SessionMachine {
  const transition = machine.transition.bind(machine);
  const getInitialSnapshot = machine.getInitialSnapshot.bind(machine);
  const restoreSnapshot = machine.restoreSnapshot.bind(machine);
  const resolveState = machine.resolveState.bind(machine);
  const provide = machine.provide.bind(machine);

  const snapshotOf = (context: SessionState): SessionSnapshot => {
    const output = isOver(context, reopen) ? { output: outputOf(context) } : {};
    const snapshot = resolveState({ value: machineValue(context.state), context, ...output });
    if (!isSettledState(context)) snapshot.tags.delete('settled');
    return snapshot;
  };

  return Object.assign(machine, {
    transition: (...[snapshot, event, scope]: Parameters<SessionMachine['transition']>) => {
      noteWork(scope.self);
      if (!isMachineEvent(event)) return transition(snapshot, event, scope);
      const { context } = snapshot;
      const outcome = outcomeOf(context, event);
      if (isRefusal(outcome)) scope.emit({ type: 'refused', error: outcome });
      return isRefusal(outcome) || outcome === context || isOver(context, reopen) ? snapshot : snapshotOf(outcome);
    },
    getInitialSnapshot: (...[scope, input]: Parameters<SessionMachine['getInitialSnapshot']>) => {
      throwToDirectCallers(scope);
      return getInitialSnapshot(scope, input);
    },
    restoreSnapshot: (...[snapshot, scope]: Parameters<SessionMachine['restoreSnapshot']>) => {
      throwToDirectCallers(scope);
      return snapshotOf(restoreSnapshot(snapshot, scope).context);
    },
    resolveState: ({ context }: { readonly context: unknown }) => snapshotOf(context as SessionState),
    provide: (...[implementations]: Parameters<SessionMachine['provide']>) =>
      movedByFold(provide(implementations), reopen),
  });
}

function isOver(state: SessionState, reopen: boolean): boolean {
  return !reopen && isTerminalState(state);
}

function outputOf(state: SessionState): SessionOutput {
  return { status: state.status as TerminalStatus, answer: answerOfTurn(state) };
}
