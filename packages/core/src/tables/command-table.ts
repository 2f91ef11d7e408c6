import type { CommandName } from '@agent-session/protocol';
import type { FactName } from './fact.js';
import type { LeafState } from './leaf-state.js';

/** What a state says to a command, before the details of the command are looked at. */
export type CommandVerdict = 'accepted' | 'no-op' | 'refused';

/** The facts that commands bring about. */
export type CommandFact = Extract<
  FactName,
  'paused' | 'resumed' | 'woken' | 'toolsSettled' | 'interrupted' | 'reopened'
>;

/** A cell of the command table. */
export interface CommandCell {
  readonly verdict: CommandVerdict;
  /** What decides between verdicts where the state alone does not. `verdict` is what holds otherwise. */
  readonly depends?: 'open-calls' | 'settled-calls' | 'started' | 'reopen';
  /** What the one who runs the session makes happen, in order. `toolsSettled` only if no call stays open. */
  readonly facts?: readonly CommandFact[];
  /** `step`: it happens once the agent has come to the end of its step. Left out: at once. */
  readonly after?: 'step';
  /** For people: why, or what will happen. */
  readonly note: string;
}

const yes = (note: string, facts: readonly CommandFact[] = []): CommandCell => ({ verdict: 'accepted', note, facts });
const noOp = (note: string): CommandCell => ({ verdict: 'no-op', note });
const no = (note: string): CommandCell => ({ verdict: 'refused', note });

const ANYTIME = {
  share: yes('anyone with the link can read it'), // ours: it does not steer the run
  unshare: yes('the link stops working'), // ours: it does not steer the run
  feedback: yes('kept with the session'), // ours: it does not steer the run
} as const;

const ALIVE = {
  cancel: yes('the session is interrupted', ['interrupted']), // brief: any session that has not ended can be cancelled
  ...ANYTIME,
} as const;

const ENDED = {
  message: { ...no('the session has ended'), depends: 'reopen', facts: ['reopened'] }, // wire: the errors page says 400; other notes say it restarts the session: only with the option `reopen`
  pause: no('the session has ended'), // brief: the status is terminal
  resume: no('the session has ended'), // brief: the status is terminal
  forceAnswer: no('the session has ended'), // brief: the status is terminal
  toolResults: no('the session has ended'), // wire: 409 to a finished session
  cancel: noOp('the session has ended already'), // wire: idempotent, no error
  ...ANYTIME,
} as const satisfies Record<CommandName, CommandCell>;

/**
 * state × command → verdict. Every cell is there; the comment beside it says who says so, as in the transition table.
 * Pending intents can change the verdict on `pause` and `resume`: each is accepted while the other is pending.
 */
export const COMMAND_TABLE: Readonly<Record<LeafState, Readonly<Record<CommandName, CommandCell>>>> = {
  queued: {
    message: yes('kept until the agent starts'), // wire: 202, buffered until start
    pause: no('there is nothing to pause before the session leaves the queue'), // wire: "not available" while queued
    resume: no('the session is queued, not paused'), // wire: "not available" while queued
    forceAnswer: no('the agent has not started'), // ours: no agent runs that could answer
    toolResults: no('no tool call is open'), // ours: results answer open calls, and only a running agent makes them
    ...ALIVE,
  },
  launching: {
    message: yes('kept until the agent starts'), // wire: 202, buffered
    pause: yes('the launch stands still', ['paused']), // wire: drawn in the diagram
    resume: no('the session is launching, not paused'), // ours: there is no pause to end
    forceAnswer: no('the agent has not started'), // ours: no agent runs that could answer
    toolResults: no('no tool call is open'), // ours: results answer open calls, and only a running agent makes them
    ...ALIVE,
  },
  working: {
    message: yes('delivered with the next step'), // wire: 202, delivered with the next step
    pause: { ...yes('the run stands still after the current step', ['paused']), after: 'step' }, // brief: a running session can be steered
    resume: noOp('the session is running already'), // wire: a no-op, no error
    forceAnswer: yes('the agent answers with its next step'), // wire: the answer comes with the next step
    toolResults: { ...no('no tool call with this id is open'), depends: 'settled-calls' }, // ours: a repeat of settled results does no harm; results for anything else are a mistake
    ...ALIVE,
  },
  awaitingTools: {
    message: yes('delivered after the tool results'), // ours: not stated; it joins the turn after the results
    pause: yes('the run stands still, its calls stay open', ['paused']), // ours: it is a running state
    resume: noOp('the session is running already'), // ours: it is running
    forceAnswer: yes('the open calls fail and the agent answers', ['toolsSettled']), // ours: the open calls fail with an error that the agent sees
    toolResults: { ...yes('the agent goes on once every call has a result', ['toolsSettled']), depends: 'open-calls' }, // wire: 202; the run goes on when every open call has a result
    ...ALIVE,
  },
  paused: {
    message: yes('the session is resumed, then the message is delivered', ['resumed']), // wire: 202, resumes the session, then delivers
    pause: noOp('the session is paused already'), // ours: what is asked for is so already
    resume: yes('the run goes on where it was paused', ['resumed']), // wire: the session runs again
    forceAnswer: {
      ...yes('the session is resumed, open calls fail, and the agent answers', ['resumed', 'toolsSettled']),
      depends: 'started',
    }, // ours: an answer takes a running agent, so it is resumed first; a launch that is paused has none
    toolResults: { ...yes('kept; the session stays paused', ['toolsSettled']), depends: 'open-calls' }, // ours: a result is not lost because of a pause; the pause stays
    ...ALIVE,
  },
  idle: {
    message: yes('the agent is woken', ['woken']), // wire: 202, wakes the agent
    pause: no('the agent is idle: there is nothing to pause'), // ours: nothing runs that could be paused
    resume: no('the agent is idle, not paused; a message wakes it'), // ours: there is no pause to end
    forceAnswer: no('the agent has answered already'), // ours: the answer of the turn is there
    toolResults: no('no tool call is open'), // ours: results answer open calls, and only a running agent makes them
    ...ALIVE,
  },
  completed: ENDED,
  timed_out: ENDED,
  interrupted: ENDED,
  failed: ENDED,
};
