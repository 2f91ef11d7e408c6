import type { FactName } from './fact.js';
import type { LeafState } from './leaf-state.js';

/** Who says so: the brief (the sessions overview), the wire notes (specifications and prose of the platform), or we. */
export interface CellSource {
  readonly source: 'brief' | 'wire' | 'ours';
  /** Where it is said, or why we decided so. */
  readonly reason: string;
}

const brief = (reason: string): CellSource => ({ source: 'brief', reason });
const wire = (reason: string): CellSource => ({ source: 'wire', reason });
const ours = (reason: string): CellSource => ({ source: 'ours', reason });

const repeat = ours('a fact that repeats the current state changes nothing, so that a repeated event does no harm');
const undrawn = wire('drawn in no diagram of the lifecycle');
const created = ours('a session is created once, and before anything else is seen of it');
const ended = brief('the status is terminal');
const reopens = wire(
  'some notes say a message restarts an ended session, others that it is refused: only with the option `reopen`',
);
const cancels = brief('cancelling ends the session as interrupted');
const drawn = wire('drawn in the diagram of the newest specification');
const fails = brief('an unrecoverable error can occur at any time');
const notQueuedAgain = ours('nothing puts a session back into the queue');
const notPaused = ours('there is no pause to end');
const noTools = ours('only a running agent calls tools');
const notEnded = ours('an ended session alone can be reopened');

/** Where each cell of the transition table comes from. */
export const TRANSITION_SOURCES = {
  queued: {
    launched: created,
    queued: repeat,
    dequeued: drawn,
    started: ours('a queued session is launched first; a reader that missed it notes `dequeued` as skipped'),
    paused: wire('pause is "not available" while queued'),
    resumed: notPaused,
    idled: undrawn,
    woken: undrawn,
    awaitedTools: undrawn,
    toolsSettled: undrawn,
    completed: undrawn,
    timedOut: ours('the clock of the time limit has not started'),
    interrupted: drawn,
    failed: ours('nothing runs that could fail; a launch that fails was dequeued first'),
    reopened: notEnded,
  },
  launching: {
    launched: repeat,
    queued: ours('a session created above the limit begins queued; once it is known to launch it cannot be queued'),
    dequeued: repeat,
    started: brief('the agent is launching, then actively working'),
    paused: drawn,
    resumed: repeat,
    idled: undrawn,
    woken: undrawn,
    awaitedTools: undrawn,
    toolsSettled: undrawn,
    completed: undrawn,
    timedOut: ours('a platform may count the launch towards its time limit'),
    interrupted: cancels,
    failed: ours('an environment that cannot be provided fails the launch (`environment_error`)'),
    reopened: repeat,
  },
  working: {
    launched: created,
    queued: notQueuedAgain,
    dequeued: notQueuedAgain,
    started: repeat,
    paused: drawn,
    resumed: repeat,
    idled: brief('an interactive agent finished and waits for the next message'),
    woken: repeat,
    awaitedTools: drawn,
    toolsSettled: repeat,
    completed: brief('the agent finished the task'),
    timedOut: brief('the agent exceeded the maximum allowed time'),
    interrupted: cancels,
    failed: fails,
    reopened: notEnded,
  },
  awaitingTools: {
    launched: created,
    queued: notQueuedAgain,
    dequeued: notQueuedAgain,
    started: ours('it has started; the event alone is read as a repeat'),
    paused: ours('it is a running state, and running can be paused'),
    resumed: repeat,
    idled: ours('it is a running state; its open calls are given up'),
    woken: ours('it was not idle'),
    awaitedTools: wire('the event is published again with the calls that are left'),
    toolsSettled: drawn,
    completed: ours('it is a running state; its open calls are given up'),
    timedOut: ours('the clock of the time limit goes on while tools are awaited'),
    interrupted: cancels,
    failed: fails,
    reopened: notEnded,
  },
  paused: {
    launched: created,
    queued: notQueuedAgain,
    dequeued: notQueuedAgain,
    started: ours('a launch can finish while it is paused: the run goes on as working'),
    paused: repeat,
    resumed: wire('"state fully preserved": the run goes on where it was paused'),
    idled: ours('a paused agent finishes nothing before it is resumed'),
    woken: ours('it was not idle'),
    awaitedTools: ours(
      'the change of the active state is kept for later: the status stays paused; a launch calls no tools',
    ),
    toolsSettled: ours('results can arrive while paused: the status stays paused; a launch has called no tools'),
    completed: ours('a paused agent finishes nothing before it is resumed'),
    timedOut: ours('`max_time_s` is wall time, pauses included'),
    interrupted: cancels,
    failed: fails,
    reopened: notEnded,
  },
  idle: {
    launched: created,
    queued: notQueuedAgain,
    dequeued: notQueuedAgain,
    started: ours('it has started; the event alone is read as `woken`'),
    paused: ours('there is nothing to pause'),
    resumed: notPaused,
    idled: repeat,
    woken: wire('a message wakes the agent'),
    awaitedTools: noTools,
    toolsSettled: noTools,
    completed: ours('the documents do not name the status after `idle_timeout_s`: completed, the last answer is kept'),
    timedOut: ours('a platform may end an idle session this way'),
    interrupted: cancels,
    failed: fails,
    reopened: notEnded,
  },
  completed: end('completed'),
  timed_out: end('timedOut'),
  interrupted: end('interrupted'),
  failed: end('failed'),
} as const satisfies Record<LeafState, Record<FactName, CellSource>>;

function end(own: FactName): Record<FactName, CellSource> {
  const cells: Record<FactName, CellSource> = {
    launched: ended,
    queued: ended,
    dequeued: ended,
    started: ended,
    paused: ended,
    resumed: ended,
    idled: ended,
    woken: ended,
    awaitedTools: ended,
    toolsSettled: ended,
    completed: ended,
    timedOut: ended,
    interrupted: ended,
    failed: ended,
    reopened: reopens,
  };
  return { ...cells, [own]: repeat };
}
