import type { SessionState } from './session-state.js';
import type { SessionLimits } from './session-limits.js';

/** What can be known of a session before anything was seen of it. */
export interface InitialState {
  readonly limits?: Partial<SessionLimits>;
  /** Whether the platform reopens an ended session when it gets a message. Default false. */
  readonly reopen?: boolean;
}

const NO_LIMITS: SessionLimits = { maxSteps: null, maxTimeSeconds: null, idleTimeoutSeconds: null };
const NONE = { count: 0, last: [] } as const;

/**
 * The state of a session of which nothing was seen: `launching`, turn 0, index 0.
 *
 * To have the log alone give the state, begin it with an `opened` entry instead of passing `init` here.
 */
export function initialState(init: InitialState = {}): SessionState {
  return {
    state: 'launching',
    status: 'pending',
    wireStatus: 'pending',
    resumesTo: null,
    turn: 0,
    version: 0,
    nextIndex: 0,
    enteredAtEventIndex: 0,
    behind: null,
    createdAt: null,
    startedAt: null,
    finishedAt: null,
    activeMs: 0,
    activeSince: null,
    idleSince: null,
    answer: null,
    steps: 0,
    stepsReported: false,
    metrics: null,
    usage: [],
    error: null,
    errorCode: null,
    outcome: null,
    liveViewUrl: null,
    pendingToolCalls: [],
    announcedToolCalls: [],
    settledToolCallIds: [],
    intents: [],
    endedIntents: NONE,
    echoes: NONE,
    limits: { ...NO_LIMITS, ...init.limits },
    deadlines: { maxTimeAt: null, idleAt: null },
    reopen: init.reopen ?? false,
    skips: NONE,
    violations: NONE,
    unknownWords: NONE,
    report: null,
  };
}
