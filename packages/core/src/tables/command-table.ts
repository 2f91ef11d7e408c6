import type { CommandName } from '@agent-session/protocol';
import type { FactName } from './fact.js';
import type { LeafState } from './leaf-state.js';

/** What a state says to a command, before the details of the command are looked at. */
export type CommandVerdict = 'accepted' | 'no-op' | 'refused';

/** A cell of the command table. */
export interface CommandCell {
  readonly verdict: CommandVerdict;
  /** What decides between verdicts where the state alone does not. `verdict` is what holds otherwise. */
  readonly depends?: 'open-calls' | 'settled-calls' | 'reopen';
  /** What the one who runs the session makes happen along with it. `toolsSettled` only if no call stays open. */
  readonly facts?: readonly FactName[];
  /** For people: why, or what will happen. */
  readonly note: string;
}

const yes = (note: string, facts: readonly FactName[] = []): CommandCell => ({ verdict: 'accepted', note, facts });
const noOp = (note: string): CommandCell => ({ verdict: 'no-op', note });
const no = (note: string): CommandCell => ({ verdict: 'refused', note });

const ANYTIME = {
  share: yes('anyone with the link can read it'),
  unshare: yes('the link stops working'),
  feedback: yes('kept with the session'),
} as const;

const cancels = yes('the session is interrupted', ['interrupted']);

const ENDED = {
  message: { ...no('the session has ended'), depends: 'reopen', facts: ['reopened'] },
  pause: no('the session has ended'),
  resume: no('the session has ended'),
  forceAnswer: no('the session has ended'),
  toolResults: no('the session has ended'),
  cancel: noOp('the session has ended already'),
  ...ANYTIME,
} as const satisfies Record<CommandName, CommandCell>;

/**
 * state × command → verdict. Every cell is there; the source of each is in `command-sources.ts`. Pending intents can
 * change the verdict on `pause` and `resume`: each is accepted while the other is pending.
 */
export const COMMAND_TABLE: Readonly<Record<LeafState, Readonly<Record<CommandName, CommandCell>>>> = {
  queued: {
    message: yes('kept until the agent starts'),
    pause: no('there is nothing to pause before the session leaves the queue'),
    resume: no('the session is queued, not paused'),
    forceAnswer: no('the agent has not started'),
    toolResults: no('no tool call is open'),
    cancel: cancels,
    ...ANYTIME,
  },
  launching: {
    message: yes('kept until the agent starts'),
    pause: yes('the launch stands still', ['paused']),
    resume: no('the session is launching, not paused'),
    forceAnswer: no('the agent has not started'),
    toolResults: no('no tool call is open'),
    cancel: cancels,
    ...ANYTIME,
  },
  working: {
    message: yes('delivered with the next step'),
    pause: yes('the run stands still after the current step', ['paused']),
    resume: noOp('the session is running already'),
    forceAnswer: yes('the agent answers with its next step'),
    toolResults: { ...no('no tool call with this id is open'), depends: 'settled-calls' },
    cancel: cancels,
    ...ANYTIME,
  },
  awaitingTools: {
    message: yes('delivered after the tool results'),
    pause: yes('the run stands still, its calls stay open', ['paused']),
    resume: noOp('the session is running already'),
    forceAnswer: yes('the open calls fail and the agent answers', ['toolsSettled']),
    toolResults: { ...yes('the agent goes on once every call has a result', ['toolsSettled']), depends: 'open-calls' },
    cancel: cancels,
    ...ANYTIME,
  },
  paused: {
    message: yes('the session is resumed, then the message is delivered', ['resumed']),
    pause: noOp('the session is paused already'),
    resume: yes('the run goes on where it was paused', ['resumed']),
    forceAnswer: yes('the session is resumed, open calls fail, and the agent answers', ['resumed', 'toolsSettled']),
    toolResults: { ...yes('kept; the session stays paused', ['toolsSettled']), depends: 'open-calls' },
    cancel: cancels,
    ...ANYTIME,
  },
  idle: {
    message: yes('the agent is woken', ['woken']),
    pause: no('the agent is idle: there is nothing to pause'),
    resume: no('the agent is idle, not paused; a message wakes it'),
    forceAnswer: no('the agent has answered already'),
    toolResults: no('no tool call is open'),
    cancel: cancels,
    ...ANYTIME,
  },
  completed: ENDED,
  timed_out: ENDED,
  interrupted: ENDED,
  failed: ENDED,
};
