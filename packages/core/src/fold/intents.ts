import type { CommandName } from '@agent-session/protocol';
import type { Command, Echo, Intent, IntentEnd } from '../deciding/command.js';
import type { FactName } from '../tables/fact.js';
import { isTerminalLeaf, type LeafState } from '../tables/leaf-state.js';
import { withRecent } from './recent.js';
import type { SessionState } from './session-state.js';

/** What ends the intent of a command, besides the end of the session. */
export interface IntentRule {
  /** These facts do. */
  readonly facts: readonly FactName[];
  /** So does the end of the log in one of these states. */
  readonly states: readonly LeafState[];
  /** For people. */
  readonly endedBy: string;
}

/** command → what ends its intent. `null`: it takes effect at once and leaves none. */
export const INTENT_RULES: Readonly<Record<CommandName, IntentRule | null>> = {
  message: { facts: [], states: [], endedBy: 'the echo of the message in the events' },
  pause: { facts: ['paused', 'idled'], states: ['paused', 'idle'], endedBy: '`paused`, or `idled` before it' },
  resume: {
    facts: ['resumed'],
    states: ['queued', 'launching', 'working', 'awaitingTools', 'idle'],
    endedBy: '`resumed`, or the end of the log in a state that is not paused',
  },
  forceAnswer: { facts: ['idled'], states: ['idle'], endedBy: 'an answer, or `idled`' },
  toolResults: {
    facts: ['toolsSettled', 'idled'],
    states: ['queued', 'launching', 'working', 'idle'],
    endedBy: '`toolsSettled`, or its calls no longer open',
  },
  cancel: { facts: [], states: [], endedBy: 'the end of the session' },
  share: null,
  unshare: null,
  feedback: null,
};

/** The fields of a state that this file moves. */
export type IntentsDraft = Pick<
  SessionState,
  'nextIndex' | 'turn' | 'state' | 'reopen' | 'pendingToolCalls' | 'behind'
> & {
  intents: SessionState['intents'];
  endedIntents: SessionState['endedIntents'];
  echoes: SessionState['echoes'];
};

/** True when a fact ends an intent that is open, so that even a repeat of what is known is news. */
export function endsIntent(state: Pick<SessionState, 'intents'>, fact: FactName): boolean {
  return state.intents.some(({ command }) => INTENT_RULES[command.name]?.facts.includes(fact) === true);
}

/** Adds the intent of a command that was sent, unless its effect has been seen already. */
export function openIntent(draft: IntentsDraft, intent: Intent): void {
  const { name } = intent.command;
  if (INTENT_RULES[name] === null) return;
  if (name === 'pause' || name === 'resume') {
    endWhere(draft, 'superseded', ({ command }) => command.name === (name === 'pause' ? 'resume' : 'pause'));
  }
  draft.intents = [...draft.intents, intent];
  // The answer to a command can come later than its effect, which the events told in the meantime.
  if (intent.eventIndex < draft.nextIndex) {
    endWhere(draft, 'effect', (each) => each === intent && isFulfilled(each.command, draft));
    if (name === 'message') endByEarlierEcho(draft, intent);
  }
  endUnlessReopened(draft);
}

/** Ends what a fact fulfils. */
export function endIntentsByFact(draft: IntentsDraft, fact: FactName, state: LeafState): void {
  if (isTerminalLeaf(state)) {
    endIntentsWithSession(draft);
    return;
  }
  endWhere(draft, 'effect', ({ command }) => INTENT_RULES[command.name]?.facts.includes(fact) === true);
  if (fact === 'idled') endWhere(draft, 'echo', (intent) => intent.echoedOtherwise === true);
}

/** Ends all there are: the session has ended, which is what a cancel asked for. */
export function endIntentsWithSession(draft: IntentsDraft): void {
  endWhere(draft, 'effect', ({ command }) => command.name === 'cancel');
  endWhere(draft, 'ended', () => true);
}

/** Ends what is fulfilled by the state at the end of the log. */
export function endIntentsAtEndOfLog(draft: IntentsDraft): void {
  endWhere(draft, 'effect', ({ command }) => isFulfilled(command, draft));
  endUnlessReopened(draft);
  if (draft.state === 'idle') endWhere(draft, 'echo', (intent) => intent.echoedOtherwise === true);
}

/** In an ended session nothing comes of a command, but of a message where the platform reopens. */
function endUnlessReopened(draft: IntentsDraft): void {
  if (!isTerminalLeaf(draft.state)) return;
  endWhere(draft, 'effect', ({ command }) => command.name === 'cancel');
  endWhere(draft, 'ended', ({ command }) => !draft.reopen || command.name !== 'message');
}

/** Ends intents to force an answer: here is one. */
export function endIntentsByAnswer(draft: IntentsDraft): void {
  endWhere(draft, 'effect', ({ command }) => command.name === 'forceAnswer');
}

/** Ends intents whose tool calls are no longer open. */
export function endIntentsBySettledCalls(draft: IntentsDraft): void {
  endWhere(draft, 'effect', ({ command }) => command.name === 'toolResults' && areSettled(command.callIds, draft));
}

/**
 * Ends the oldest intent whose message this is. Echoes that match none are kept for a while, because the answer to the
 * command may still be on its way.
 */
export function endIntentByEcho(draft: IntentsDraft, echo: Echo): void {
  const match = draft.intents.find(({ command }) => isEchoOf(echo, command));
  if (match !== undefined) {
    endWhere(draft, 'echo', (intent) => intent === match, echo);
    return;
  }
  draft.echoes = withRecent(draft.echoes, echo);
  // A platform may rewrite what was said. The turn in which it does so is then the last one this message can join.
  const candidate = draft.intents.find(
    ({ command, echoedOtherwise }) =>
      command.name === 'message' && echoedOtherwise !== true && callerOf(command) === echo.callerId,
  );
  if (candidate !== undefined) {
    draft.intents = draft.intents.map((intent) =>
      intent === candidate ? { ...intent, echoedOtherwise: true } : intent,
    );
  }
}

function endByEarlierEcho(draft: IntentsDraft, intent: Intent): void {
  const echo = draft.echoes.last.find((each) => each.eventIndex >= intent.eventIndex && isEchoOf(each, intent.command));
  if (echo === undefined) return;
  draft.echoes = { count: draft.echoes.count, last: draft.echoes.last.filter((each) => each !== echo) };
  endWhere(draft, 'echo', (each) => each === intent, echo);
}

function isEchoOf(echo: Echo, command: Command): boolean {
  return command.name === 'message' && callerOf(command) === echo.callerId && sameWords(command.text ?? '', echo.text);
}

function callerOf(command: Command): string {
  return (command.name === 'message' ? command.callerId : undefined) ?? 'user';
}

function sameWords(a: string, b: string): boolean {
  return a === b || a.trim().replace(/\s+/g, ' ') === b.trim().replace(/\s+/g, ' ');
}

function isFulfilled(command: Command, draft: IntentsDraft): boolean {
  const rule = INTENT_RULES[command.name];
  if (rule === null) return true;
  if (rule.states.includes(draft.state)) return true;
  if (command.name === 'toolResults') return areSettled(command.callIds, draft);
  return command.name === 'cancel' && isTerminalLeaf(draft.state);
}

function areSettled(callIds: readonly string[] | undefined, draft: IntentsDraft): boolean {
  if (callIds === undefined) return draft.pendingToolCalls.length === 0;
  return !draft.pendingToolCalls.some(({ id }) => id != null && callIds.includes(id));
}

function endWhere(draft: IntentsDraft, endedBy: IntentEnd, ends: (intent: Intent) => boolean, echo?: Echo): void {
  const ended = draft.intents.filter(ends);
  if (ended.length === 0) return;
  draft.intents = draft.intents.filter((intent) => !ended.includes(intent));
  for (const intent of ended) {
    draft.endedIntents = withRecent(draft.endedIntents, {
      ...intent,
      endedBy,
      endedAtEventIndex: echo?.eventIndex ?? draft.nextIndex,
      turn: echo?.turn ?? draft.behind?.turn ?? draft.turn,
    });
  }
}
