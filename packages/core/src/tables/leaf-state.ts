import {
  STATUSES,
  WIRE_STATUSES,
  WIRE_STATUS_WORDS,
  type SessionStatus,
  type WireStatus,
} from '@agent-session/protocol';

type Words = typeof WIRE_STATUSES;

/** A leaf state of the lifecycle: one of the eight statuses, where `pending` and `running` are divided in two. */
export type LeafState = {
  [Word in WireStatus]: Words[Word]['nested'] extends null ? Words[Word]['status'] : Words[Word]['nested'];
}[WireStatus];

/** A state that a pause remembers, to go back to. */
export type ResumesTo = 'launching' | 'working' | 'awaitingTools';

/** What a leaf state of the lifecycle is. */
export interface LeafStateTraits {
  /** The status, one of the eight, that it belongs to. */
  readonly status: SessionStatus;
  /** The word the wire has for it. */
  readonly word: WireStatus;
  /** Its place in the statechart, outermost first. */
  readonly path: readonly [SessionStatus] | readonly [SessionStatus, LeafState];
  /** Nothing follows, unless a platform reopens the session. */
  readonly terminal: boolean;
}

/** The leaf state that a word of the wire stands for. */
export function leafStateOf(word: WireStatus): LeafState {
  const { status, nested } = WIRE_STATUSES[word];
  return nested ?? status;
}

/** What each leaf state is: the words of the wire (`WIRE_STATUSES`), read the other way round. */
export const LEAF_STATES = Object.fromEntries(
  WIRE_STATUS_WORDS.map((word): [LeafState, LeafStateTraits] => {
    const { status, nested } = WIRE_STATUSES[word];
    const { terminal } = STATUSES[status];
    return [leafStateOf(word), { status, word, path: nested === null ? [status] : [status, nested], terminal }];
  }),
) as Readonly<Record<LeafState, LeafStateTraits>>;

/** All ten, in the order of a run. */
export const LEAF_STATE_NAMES = Object.keys(LEAF_STATES) as readonly LeafState[];

/** True for a leaf state after which nothing follows. */
export function isTerminalLeaf(state: LeafState): boolean {
  return LEAF_STATES[state].terminal;
}
