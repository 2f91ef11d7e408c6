import { assign, setup } from 'xstate';
import { applyMachineEvent, isAccepted, type MachineEvent } from './machine-event.js';
import { initialState, type InitialState } from '../fold/initial-state.js';
import type { SessionState } from '../fold/session-state.js';

/**
 * The lifecycle as an XState machine. Its context is the {@link SessionState}; its events are the facts, the commands,
 * and `recorded` for any other entry of the log. It agrees with the tables in every cell: `snapshot.can` is true for
 * exactly the facts that have an edge and the commands that would be accepted. No timers, invokes or effects.
 *
 * XState ignores events a state does not handle; `createSessionActor` refuses them instead.
 *
 * @example
 * const actor = createActor(sessionMachine).start();
 * actor.send({ type: 'started', at: '2026-01-01T00:00:00.000Z' });
 * actor.getSnapshot().matches({ running: 'working' }); // true
 * actor.getSnapshot().can({ type: 'pause' }); // true
 */
export const sessionMachine = setup({
  types: {
    context: {} as SessionState,
    events: {} as MachineEvent,
    input: undefined as InitialState | undefined,
    tags: '' as 'settled' | 'terminal',
  },
  actions: {
    record: assign(({ context, event }) => applyMachineEvent(context, event)),
  },
  guards: {
    isUnseen: ({ context }) => context.turn === 0,
    canReopen: ({ context }) => context.reopen,
    hasStarted: ({ context }) => context.resumesTo !== 'launching',
    resumesToLaunching: ({ context }) => context.resumesTo === 'launching',
    resumesToAwaitingTools: ({ context }) => context.resumesTo === 'awaitingTools',
    /** What the state alone does not decide: pending intents, and which tool calls are open. */
    isAccepted: ({ context, event }) => isAccepted(context, event),
  },
}).createMachine({
  id: 'session',
  context: ({ input }) => initialState(input),
  initial: 'pending',
  on: {
    recorded: { actions: 'record' },
    share: { actions: 'record' },
    unshare: { actions: 'record' },
    feedback: { actions: 'record' },
  },
  states: {
    pending: {
      initial: 'launching',
      on: {
        message: { actions: 'record' },
        cancel: { actions: 'record' },
        interrupted: { target: 'interrupted', actions: 'record' },
      },
      states: {
        queued: {
          on: {
            queued: { actions: 'record' },
            dequeued: { target: 'launching', actions: 'record' },
          },
        },
        launching: {
          on: {
            launched: { actions: 'record' },
            queued: { guard: 'isUnseen', target: 'queued', actions: 'record' },
            dequeued: { actions: 'record' },
            reopened: { actions: 'record' },
            resumed: { actions: 'record' },
            started: { target: '#session.running.working', actions: 'record' },
            paused: { target: '#session.paused', actions: 'record' },
            timedOut: { target: '#session.timed_out', actions: 'record' },
            failed: { target: '#session.failed', actions: 'record' },
            pause: { guard: 'isAccepted', actions: 'record' },
            resume: { guard: 'isAccepted', actions: 'record' },
          },
        },
      },
    },
    running: {
      initial: 'working',
      on: {
        message: { actions: 'record' },
        pause: { guard: 'isAccepted', actions: 'record' },
        resume: { guard: 'isAccepted', actions: 'record' },
        forceAnswer: { actions: 'record' },
        cancel: { actions: 'record' },
        paused: { target: 'paused', actions: 'record' },
        resumed: { actions: 'record' },
        idled: { target: 'idle', actions: 'record' },
        completed: { target: 'completed', actions: 'record' },
        timedOut: { target: 'timed_out', actions: 'record' },
        interrupted: { target: 'interrupted', actions: 'record' },
        failed: { target: 'failed', actions: 'record' },
      },
      states: {
        working: {
          on: {
            started: { actions: 'record' },
            woken: { actions: 'record' },
            toolsSettled: { actions: 'record' },
            awaitedTools: { target: 'awaitingTools', actions: 'record' },
          },
        },
        awaitingTools: {
          on: {
            awaitedTools: { actions: 'record' },
            toolsSettled: { target: 'working', actions: 'record' },
            toolResults: { guard: 'isAccepted', actions: 'record' },
          },
        },
      },
    },
    paused: {
      on: {
        message: { actions: 'record' },
        pause: { guard: 'isAccepted', actions: 'record' },
        resume: { guard: 'isAccepted', actions: 'record' },
        forceAnswer: { actions: 'record' },
        toolResults: { guard: 'isAccepted', actions: 'record' },
        cancel: { actions: 'record' },
        started: { actions: 'record' },
        paused: { actions: 'record' },
        awaitedTools: { guard: 'hasStarted', actions: 'record' },
        toolsSettled: { guard: 'hasStarted', actions: 'record' },
        resumed: [
          { guard: 'resumesToLaunching', target: 'pending.launching', actions: 'record' },
          { guard: 'resumesToAwaitingTools', target: 'running.awaitingTools', actions: 'record' },
          { target: 'running.working', actions: 'record' },
        ],
        timedOut: { target: 'timed_out', actions: 'record' },
        interrupted: { target: 'interrupted', actions: 'record' },
        failed: { target: 'failed', actions: 'record' },
      },
    },
    idle: {
      tags: ['settled'],
      on: {
        message: { actions: 'record' },
        cancel: { actions: 'record' },
        idled: { actions: 'record' },
        woken: { target: 'running.working', actions: 'record' },
        completed: { target: 'completed', actions: 'record' },
        timedOut: { target: 'timed_out', actions: 'record' },
        interrupted: { target: 'interrupted', actions: 'record' },
        failed: { target: 'failed', actions: 'record' },
      },
    },
    // The ends are no `final` states: an XState actor stops there, and a platform may reopen a session.
    completed: {
      tags: ['settled', 'terminal'],
      on: {
        completed: { actions: 'record' },
        message: { guard: 'canReopen', actions: 'record' },
        reopened: { guard: 'canReopen', target: 'pending.launching', actions: 'record' },
      },
    },
    timed_out: {
      tags: ['settled', 'terminal'],
      on: {
        timedOut: { actions: 'record' },
        message: { guard: 'canReopen', actions: 'record' },
        reopened: { guard: 'canReopen', target: 'pending.launching', actions: 'record' },
      },
    },
    interrupted: {
      tags: ['settled', 'terminal'],
      on: {
        interrupted: { actions: 'record' },
        message: { guard: 'canReopen', actions: 'record' },
        reopened: { guard: 'canReopen', target: 'pending.launching', actions: 'record' },
      },
    },
    failed: {
      tags: ['settled', 'terminal'],
      on: {
        failed: { actions: 'record' },
        message: { guard: 'canReopen', actions: 'record' },
        reopened: { guard: 'canReopen', target: 'pending.launching', actions: 'record' },
      },
    },
  },
});
