import type { FactName } from './fact.js';
import type { LeafState, ResumesTo } from './leaf-state.js';

/** An edge that needs more than its two states to be described. */
export interface ConditionalEdge {
  /** `resumesTo`: the state the pause remembers. */
  readonly to: LeafState | 'resumesTo';
  /** What a pause remembers from then on. */
  readonly resumesTo?: ResumesTo;
  /**
   * When there is an edge at all. `unseen`: nothing was seen of the session yet. `hasStarted`: the pause remembers no
   * launch. `reopen`: the platform reopens ended sessions.
   */
  readonly when?: 'unseen' | 'hasStarted' | 'reopen';
  /** `resumesTo` changes only from this state; otherwise the fact repeats what is known. */
  readonly onlyFrom?: ResumesTo;
}

/** Where a fact leads: a state (the same one: a repeat, which changes nothing), an edge with conditions, or nowhere. */
export type TransitionCell = LeafState | ConditionalEdge | null;

const NOWHERE = {
  launched: null,
  queued: null,
  dequeued: null,
  started: null,
  paused: null,
  resumed: null,
  idled: null,
  woken: null,
  awaitedTools: null,
  toolsSettled: null,
  completed: null,
  timedOut: null,
  interrupted: null,
  failed: null,
  reopened: null,
} as const satisfies Record<FactName, null>;

const ENDED = {
  ...NOWHERE, // brief: the status is terminal
  reopened: { to: 'launching', when: 'reopen' }, // wire: some notes say a message restarts an ended session, others that it is refused: only with the option `reopen`
} as const satisfies Record<FactName, TransitionCell>;

/**
 * state × fact → state: the lifecycle. Every cell is there.
 *
 * A fact whose target is the current state repeats it and changes nothing, so that a repeated event does no harm.
 *
 * The comment beside a cell says who says so (`brief`: the sessions overview; `wire`: specifications and prose of the
 * platform; `ours`: we do, where both are silent or disagree), and where or why. `docs/reference/lifecycle.md` is made
 * from them, and a test wants one for every cell that is no repeat.
 */
export const TRANSITIONS = {
  queued: {
    launched: null, // ours: a session is created once, and before anything else is seen of it
    queued: 'queued',
    dequeued: 'launching', // wire: drawn in the diagram of the newest specification
    started: null, // ours: a queued session is launched first; a reader that missed it notes `dequeued` as skipped
    paused: null, // wire: pause is "not available" while queued
    resumed: null, // ours: there is no pause to end
    idled: null, // wire: drawn in no diagram of the lifecycle
    woken: null, // wire: drawn in no diagram of the lifecycle
    awaitedTools: null, // wire: drawn in no diagram of the lifecycle
    toolsSettled: null, // wire: drawn in no diagram of the lifecycle
    completed: null, // wire: drawn in no diagram of the lifecycle
    timedOut: null, // ours: the clock of the time limit has not started
    interrupted: 'interrupted', // wire: drawn in the diagram of the newest specification
    failed: null, // ours: nothing runs that could fail; a launch that fails was dequeued first
    reopened: null, // ours: an ended session alone can be reopened
  },
  launching: {
    launched: 'launching',
    queued: { to: 'queued', when: 'unseen' }, // ours: a session created above the limit begins queued; once it is known to launch it cannot be queued
    dequeued: 'launching',
    started: 'working', // brief: the agent is launching, then actively working
    paused: 'paused', // wire: drawn in the diagram of the newest specification
    resumed: 'launching',
    idled: null, // wire: drawn in no diagram of the lifecycle
    woken: null, // wire: drawn in no diagram of the lifecycle
    awaitedTools: null, // wire: drawn in no diagram of the lifecycle
    toolsSettled: null, // wire: drawn in no diagram of the lifecycle
    completed: null, // wire: drawn in no diagram of the lifecycle
    timedOut: 'timed_out', // ours: a platform may count the launch towards its time limit
    interrupted: 'interrupted', // brief: cancelling ends the session as interrupted
    failed: 'failed', // ours: an environment that cannot be provided fails the launch (`environment_error`)
    reopened: 'launching',
  },
  working: {
    launched: null, // ours: a session is created once, and before anything else is seen of it
    queued: null, // ours: nothing puts a session back into the queue
    dequeued: null, // ours: nothing puts a session back into the queue
    started: 'working',
    paused: 'paused', // wire: drawn in the diagram of the newest specification
    resumed: 'working',
    idled: 'idle', // brief: an interactive agent finished and waits for the next message
    woken: 'working',
    awaitedTools: 'awaitingTools', // wire: drawn in the diagram of the newest specification
    toolsSettled: 'working',
    completed: 'completed', // brief: the agent finished the task
    timedOut: 'timed_out', // brief: the agent exceeded the maximum allowed time
    interrupted: 'interrupted', // brief: cancelling ends the session as interrupted
    failed: 'failed', // brief: an unrecoverable error can occur at any time
    reopened: null, // ours: an ended session alone can be reopened
  },
  awaitingTools: {
    launched: null, // ours: a session is created once, and before anything else is seen of it
    queued: null, // ours: nothing puts a session back into the queue
    dequeued: null, // ours: nothing puts a session back into the queue
    started: null, // ours: it has started; the event alone is read as a repeat
    paused: 'paused', // ours: it is a running state, and running can be paused
    resumed: 'awaitingTools',
    idled: 'idle', // ours: it is a running state; its open calls are given up
    woken: null, // ours: it was not idle
    awaitedTools: 'awaitingTools', // wire: the event is published again with the calls that are left
    toolsSettled: 'working', // wire: drawn in the diagram of the newest specification
    completed: 'completed', // ours: it is a running state; its open calls are given up
    timedOut: 'timed_out', // ours: the clock of the time limit goes on while tools are awaited
    interrupted: 'interrupted', // brief: cancelling ends the session as interrupted
    failed: 'failed', // brief: an unrecoverable error can occur at any time
    reopened: null, // ours: an ended session alone can be reopened
  },
  paused: {
    launched: null, // ours: a session is created once, and before anything else is seen of it
    queued: null, // ours: nothing puts a session back into the queue
    dequeued: null, // ours: nothing puts a session back into the queue
    started: { to: 'paused', resumesTo: 'working', onlyFrom: 'launching' }, // ours: a launch can finish while it is paused: the run goes on as working
    paused: 'paused',
    resumed: { to: 'resumesTo' }, // wire: "state fully preserved": the run goes on where it was paused
    idled: null, // ours: a paused agent finishes nothing before it is resumed
    woken: null, // ours: it was not idle
    awaitedTools: { to: 'paused', resumesTo: 'awaitingTools', when: 'hasStarted' }, // ours: the change of the active state is kept for later: the status stays paused; a launch calls no tools
    toolsSettled: { to: 'paused', resumesTo: 'working', when: 'hasStarted' }, // ours: results can arrive while paused: the status stays paused; a launch has called no tools
    completed: null, // ours: a paused agent finishes nothing before it is resumed
    timedOut: 'timed_out', // ours: `max_time_s` is wall time, pauses included
    interrupted: 'interrupted', // brief: cancelling ends the session as interrupted
    failed: 'failed', // brief: an unrecoverable error can occur at any time
    reopened: null, // ours: an ended session alone can be reopened
  },
  idle: {
    launched: null, // ours: a session is created once, and before anything else is seen of it
    queued: null, // ours: nothing puts a session back into the queue
    dequeued: null, // ours: nothing puts a session back into the queue
    started: null, // ours: it has started; the event alone is read as `woken`
    paused: null, // ours: there is nothing to pause
    resumed: null, // ours: there is no pause to end
    idled: 'idle',
    woken: 'working', // wire: a message wakes the agent
    awaitedTools: null, // ours: only a running agent calls tools
    toolsSettled: null, // ours: only a running agent calls tools
    completed: 'completed', // ours: the documents do not name the status after `idle_timeout_s`: completed, the last answer is kept
    timedOut: 'timed_out', // ours: a platform may end an idle session this way
    interrupted: 'interrupted', // brief: cancelling ends the session as interrupted
    failed: 'failed', // brief: an unrecoverable error can occur at any time
    reopened: null, // ours: an ended session alone can be reopened
  },
  completed: { ...ENDED, completed: 'completed' },
  timed_out: { ...ENDED, timedOut: 'timed_out' },
  interrupted: { ...ENDED, interrupted: 'interrupted' },
  failed: { ...ENDED, failed: 'failed' },
} as const satisfies Record<LeafState, Record<FactName, TransitionCell>>;
