import {
  LEAF_STATES,
  evolve,
  initialState,
  isCoreError,
  observe,
  type FactName,
  type LeafState,
  type LogEntry,
  type LogEntryKind,
  type SessionState,
} from '@agent-session/core';
import type { SessionEvent, SessionStatus } from '@agent-session/protocol';

/** What can be told as a story: events of the wire, entries of a log, or something that has a `log()`. */
export type StorySource =
  | readonly SessionEvent[]
  | readonly LogEntry[]
  | { readonly log: () => readonly LogEntry[] }
  | { readonly log: readonly LogEntry[] };

/** One thing that happened to the lifecycle. */
export interface StoryStep {
  readonly fact: FactName | null;
  readonly from: LeafState;
  readonly to: LeafState;
  /** Nobody saw it; it must have happened. */
  readonly isUnseen: boolean;
  /** Index of the event that tells it, where one does. */
  readonly eventIndex: number | null;
  /** Why it cannot happen; `null`: it can. */
  readonly problem: string | null;
}

/** What happened to a session, step by step. */
export interface Story {
  readonly steps: readonly StoryStep[];
  readonly events: readonly SessionEvent[];
  /** The eight statuses it went through, as somebody told them, repeats left out. */
  readonly statuses: readonly SessionStatus[];
  /** The states it went through, as somebody told them. */
  readonly states: readonly LeafState[];
}

/**
 * Tells what happened, as far as it could. A state that nobody told of is no part of it.
 *
 * @throws TypeError for what is no source of a story, and for a read that brought nothing: whatever is claimed of it would
 *   hold. The message says what to do.
 */
export function storyOf(source: unknown): Story {
  const entries = entriesOf(source);
  if (entries.length === 0) throw nothingRead();
  const events = entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event] : []));
  const steps: StoryStep[] = [];
  let state = initialState();
  const states: LeafState[] = [];

  for (const entry of entries) {
    const before = state;
    if (entry.kind === 'fact') {
      for (const fact of entry.via ?? []) state = take(state, { kind: 'fact', fact, at: entry.at }, true);
      const { via: _via, ...rest } = entry;
      state = take(state, rest, false);
      continue;
    }
    try {
      state = evolve(state, entry);
    } catch (error) {
      if (!isCoreError(error)) throw error;
      steps.push({ ...noStep(before), problem: error.message });
      continue;
    }
    if (entry.kind === 'violation') {
      steps.push({
        fact: entry.fact ?? null,
        from: entry.from,
        to: entry.to,
        isUnseen: false,
        eventIndex: entry.eventIndex ?? null,
        problem: `the lifecycle has no way from ${entry.from} to ${entry.to}`,
      });
      states.push(entry.to);
    }
  }

  function take(current: SessionState, entry: LogEntry & { readonly kind: 'fact' }, isUnseen: boolean): SessionState {
    const { fact, eventIndex = null } = entry;
    try {
      const next = evolve(current, entry);
      steps.push({ fact, from: current.state, to: next.state, isUnseen, eventIndex, problem: null });
      states.push(next.state);
      return next;
    } catch (error) {
      if (!isCoreError(error)) throw error;
      steps.push({
        fact,
        from: current.state,
        to: current.state,
        isUnseen,
        eventIndex,
        problem: `"${fact}" cannot happen to a session that is ${current.state}`,
      });
      return current;
    }
  }

  const words = states.map((state) => LEAF_STATES[state].status);
  const statuses = words.filter((word, index) => index === 0 || word !== words[index - 1]);
  return { steps, events, statuses, states };
}

/** The story in lines: the last few before the first problem, which is marked. */
export function tellStory({ steps }: Story, context = 4): string {
  const illegal = steps.findIndex(({ problem }) => problem !== null);
  const first = illegal === -1 ? 0 : Math.max(0, illegal - context);
  const last = illegal === -1 ? steps.length : illegal + 2;
  const lines = steps.slice(first, last).map((step, position) => {
    const { fact, from, to, isUnseen, eventIndex, problem } = step;
    const at = eventIndex === null ? '       ' : `event ${eventIndex}`.padEnd(8);
    const mark = first + position === illegal ? '✗' : problem === null ? ' ' : '✗';
    const unseen = isUnseen ? ' (unseen)' : '';
    return `${mark} ${at} ${from} → ${to}  ${fact ?? 'a status'}${unseen}${problem === null ? '' : `   ← ${problem}`}`;
  });
  const before = first > 0 ? [`  … ${first} steps before`] : [];
  const after = last < steps.length ? [`  … ${steps.length - last} steps after`] : [];
  return [...before, ...lines, ...after].join('\n');
}

function noStep({ state }: SessionState): Omit<StoryStep, 'problem'> {
  return { fact: null, from: state, to: state, isUnseen: false, eventIndex: null };
}

function entriesOf(source: unknown): readonly LogEntry[] {
  if (typeof source === 'object' && source !== null && 'log' in source) {
    const { log } = source;
    return entriesOf(typeof log === 'function' ? (log as () => unknown).call(source) : log);
  }
  if (!Array.isArray(source)) throw notAStory(source);
  const items = source as readonly unknown[];
  if (items.every(isEntry)) {
    // A log of events alone says nothing of the lifecycle yet.
    const hasFacts = items.some(({ kind }) => kind === 'fact' || kind === 'violation');
    return hasFacts ? items : read(items.flatMap((entry) => (entry.kind === 'event' ? [entry.event] : [])));
  }
  if (items.every(isEvent)) return read(items);
  throw notAStory(source);
}

function read(events: readonly SessionEvent[]): readonly LogEntry[] {
  const at = new Date(0).toISOString();
  return observe(initialState(), { source: 'changes', fromIndex: 0, page: { new_events: events }, at } as never);
}

const ENTRY_KINDS: Readonly<Record<LogEntryKind, true>> = {
  opened: true,
  event: true,
  fact: true,
  report: true,
  command: true,
  violation: true,
};

function isEntry(item: unknown): item is LogEntry {
  if (typeof item !== 'object' || item === null || !('kind' in item)) return false;
  return typeof item.kind === 'string' && Object.hasOwn(ENTRY_KINDS, item.kind);
}

function isEvent(item: unknown): item is SessionEvent {
  return typeof item === 'object' && item !== null && 'type' in item && typeof item.type === 'string';
}

function described(source: unknown): string {
  if (source === null || source === undefined) return String(source);
  if (Array.isArray(source)) return 'a list of something else';
  if (source instanceof Promise) return 'a promise (await it first)';
  return typeof source === 'object' ? 'an object without one' : `a ${typeof source}`;
}

function nothingRead(): TypeError {
  return new TypeError(
    'Nothing was read: there is no event and no entry, so that everything and nothing could be said of the session. ' +
      'Let time pass first (`await platform.settle()` or `platform.advance(…)`), and check the id that is read.',
  );
}

function notAStory(source: unknown): TypeError {
  const got = described(source);
  return new TypeError(
    `Expected the events of a session, the entries of its log, or an object with log(); got ${got}. ` +
      'Pass `await platform.events(id)`, `live.log()` or the live session itself.',
  );
}
