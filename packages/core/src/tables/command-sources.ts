import type { CommandName } from '@agent-session/protocol';
import type { LeafState } from './leaf-state.js';
import type { CellSource } from './transition-sources.js';

const brief = (reason: string): CellSource => ({ source: 'brief', reason });
const wire = (reason: string): CellSource => ({ source: 'wire', reason });
const ours = (reason: string): CellSource => ({ source: 'ours', reason });

const cancel = brief('any session that has not ended can be cancelled');
const anytime = ours('it does not steer the run');
const notAvailable = wire('"not available" while queued');
const nothingOpen = ours('results answer open calls, and only a running agent makes them');
const steers = brief('a running session can be steered');
const ended: Record<CommandName, CellSource> = {
  message: wire('the errors page says 400; other notes say it restarts the session: only with the option `reopen`'),
  pause: brief('the status is terminal'),
  resume: brief('the status is terminal'),
  forceAnswer: brief('the status is terminal'),
  toolResults: wire('409 to a finished session'),
  cancel: wire('idempotent, no error'),
  share: anytime,
  unshare: anytime,
  feedback: anytime,
};
const always = { cancel, share: anytime, unshare: anytime, feedback: anytime } as const;

/** Where each cell of the command table comes from. */
export const COMMAND_SOURCES = {
  queued: {
    message: wire('202, buffered until start'),
    pause: notAvailable,
    resume: notAvailable,
    forceAnswer: ours('no agent runs that could answer'),
    toolResults: nothingOpen,
    ...always,
  },
  launching: {
    message: wire('202, buffered'),
    pause: wire('drawn in the diagram'),
    resume: ours('there is no pause to end'),
    forceAnswer: ours('no agent runs that could answer'),
    toolResults: nothingOpen,
    ...always,
  },
  working: {
    message: wire('202, delivered with the next step'),
    pause: steers,
    resume: wire('a no-op, no error'),
    forceAnswer: wire('the answer comes with the next step'),
    toolResults: ours('a repeat of settled results does no harm; results for anything else are a mistake'),
    ...always,
  },
  awaitingTools: {
    message: ours('not stated; it joins the turn after the results'),
    pause: ours('it is a running state'),
    resume: ours('it is running'),
    forceAnswer: ours('the open calls fail with an error that the agent sees'),
    toolResults: wire('202; the run goes on when every open call has a result'),
    ...always,
  },
  paused: {
    message: wire('202, resumes the session, then delivers'),
    pause: ours('what is asked for is so already'),
    resume: wire('the session runs again'),
    forceAnswer: ours('an answer takes a running agent, so it is resumed first'),
    toolResults: ours('a result is not lost because of a pause; the pause stays'),
    ...always,
  },
  idle: {
    message: wire('202, wakes the agent'),
    pause: ours('nothing runs that could be paused'),
    resume: ours('there is no pause to end'),
    forceAnswer: ours('the answer of the turn is there'),
    toolResults: nothingOpen,
    ...always,
  },
  completed: ended,
  timed_out: ended,
  interrupted: ended,
  failed: ended,
} as const satisfies Record<LeafState, Record<CommandName, CellSource>>;
