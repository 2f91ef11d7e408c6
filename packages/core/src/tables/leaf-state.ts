import type { SessionStatus, WireStatus } from '@agent-session/protocol';

/** What a leaf state of the lifecycle is. */
export interface LeafStateTraits {
  /** The status, one of the eight, that it belongs to. */
  readonly status: SessionStatus;
  /** The word the wire has for it. */
  readonly word: WireStatus;
  /** Its place in the statechart, outermost first. */
  readonly path: readonly [string] | readonly [string, string];
  /** Nothing follows, unless a platform reopens the session. */
  readonly terminal: boolean;
}

/**
 * The leaf states of the lifecycle: the eight statuses, with `pending` and `running` divided in two. The one source of
 * their names.
 */
export const LEAF_STATES = {
  queued: { status: 'pending', word: 'queued', path: ['pending', 'queued'], terminal: false },
  launching: { status: 'pending', word: 'pending', path: ['pending', 'launching'], terminal: false },
  working: { status: 'running', word: 'running', path: ['running', 'working'], terminal: false },
  awaitingTools: {
    status: 'running',
    word: 'awaiting_tool_results',
    path: ['running', 'awaitingTools'],
    terminal: false,
  },
  paused: { status: 'paused', word: 'paused', path: ['paused'], terminal: false },
  idle: { status: 'idle', word: 'idle', path: ['idle'], terminal: false },
  completed: { status: 'completed', word: 'completed', path: ['completed'], terminal: true },
  timed_out: { status: 'timed_out', word: 'timed_out', path: ['timed_out'], terminal: true },
  interrupted: { status: 'interrupted', word: 'interrupted', path: ['interrupted'], terminal: true },
  failed: { status: 'failed', word: 'failed', path: ['failed'], terminal: true },
} as const satisfies Record<string, LeafStateTraits>;

/** A leaf state of the lifecycle. */
export type LeafState = keyof typeof LEAF_STATES;

/** A state that a pause remembers, to go back to. */
export type ResumesTo = 'launching' | 'working' | 'awaitingTools';

/** All ten, in the order of a run. */
export const LEAF_STATE_NAMES = Object.keys(LEAF_STATES) as readonly LeafState[];
