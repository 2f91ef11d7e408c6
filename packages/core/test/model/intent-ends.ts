import type { Found } from '@agent-session/testing/explore';
import {
  LEAF_STATES,
  type Command,
  type FactName,
  type Intent,
  type LogEntry,
  type SessionState,
} from '../../src/index.js';

/** What one step of the model told. */
interface Told {
  readonly facts: readonly FactName[];
  /** The session as it is at the end of the log; `null`: the step did not come to it. */
  readonly atEnd: SessionState | null;
  readonly hasAnswer: boolean;
  readonly isEcho: boolean;
  readonly from: SessionState;
  readonly to: SessionState;
}

/**
 * When a command has had its effect, said once more and from the promise: `command` → whether what was told is what it
 * asked for, or makes it void.
 */
const HAS_EFFECT: {
  readonly [Name in Command['name']]?: (told: Told, command: Command & { readonly name: Name }) => boolean;
} = {
  pause: ({ facts, atEnd }) =>
    facts.includes('paused') || facts.includes('idled') || atEnd?.state === 'paused' || atEnd?.state === 'idle',
  resume: ({ facts, atEnd }) => facts.includes('resumed') || (atEnd !== null && atEnd.state !== 'paused'),
  forceAnswer: ({ facts, hasAnswer, atEnd }) => hasAnswer || facts.includes('idled') || atEnd?.state === 'idle',
  toolResults: ({ facts, atEnd, from, to }, { callIds }) =>
    facts.includes('toolsSettled') ||
    facts.includes('idled') ||
    (atEnd !== null && atEnd.state !== 'paused' && atEnd.state !== 'awaitingTools') ||
    ((atEnd !== null || areOpen(from, callIds)) && !areOpen(to, callIds)),
  cancel: () => false,
};

function areOpen({ pendingToolCalls }: SessionState, callIds: readonly string[] | undefined): boolean {
  return pendingToolCalls.some(({ id }) => callIds === undefined || (id != null && callIds.includes(id)));
}

/** An intent ends when what its command asked for was told, and not before. */
export function checkIntentEnds(
  from: SessionState,
  to: SessionState,
  entries: readonly LogEntry[],
  found: Found,
): void {
  if (from.intents.length === 0) return;
  const told = whatWasTold(from, to, entries);
  const hasEnded = LEAF_STATES[to.state].terminal && (to.state !== from.state || told.facts.length > 0);
  const echoed = from.intents.find(({ command }) => command.name === 'message' && command.text === 'hello');
  for (const intent of from.intents) {
    const isOver =
      hasEnded ||
      (LEAF_STATES[to.state].terminal && !(to.reopen && intent.command.name === 'message')) ||
      (told.isEcho && intent === echoed) ||
      isTold(intent, told);
    const isOpen = to.intents.some(({ index }) => index === intent.index);
    // Results for calls that are not open have nothing to wait for, and end when the fold next looks at the open calls.
    if (intent.command.name === 'toolResults' && !isOpen && !areOpen(to, intent.command.callIds)) continue;
    if (isOver === isOpen) {
      found(`the intent of a ${intent.command.name} ${isOver ? 'goes on after its effect' : 'ends before its effect'}`);
    }
  }
}

function isTold({ command, echoedOtherwise }: Intent, told: Told): boolean {
  if (command.name === 'message') {
    // In other words: the turn in which it was said is the last one it can have joined.
    return echoedOtherwise === true && (told.facts.includes('idled') || told.atEnd?.state === 'idle');
  }
  const hasEffect = HAS_EFFECT[command.name] as ((told: Told, command: Command) => boolean) | undefined;
  return hasEffect?.(told, command) === true;
}

function whatWasTold(from: SessionState, to: SessionState, entries: readonly LogEntry[]): Told {
  const bodies = entries.flatMap((entry) =>
    entry.kind === 'event' && entry.event.type === 'AgentEvent' ? [entry.event.data as Record<string, unknown>] : [],
  );
  const isAtEnd = entries.some((entry) => entry.kind === 'report' && entry.endOfLog !== undefined);
  return {
    facts: entries.flatMap((entry) =>
      entry.kind === 'fact'
        ? [...(entry.via ?? []), entry.fact]
        : entry.kind === 'violation' && entry.fact !== undefined
          ? [entry.fact]
          : [],
    ),
    atEnd: isAtEnd ? to : null,
    hasAnswer: bodies.some(({ kind }) => kind === 'answer_event'),
    isEcho: bodies.some(({ kind, content }) => kind === 'message_event' && String(content) === 'hello'),
    from,
    to,
  };
}
