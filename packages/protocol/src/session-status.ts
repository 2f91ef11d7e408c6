/** What one of the eight statuses means for someone who watches or steers. */
export interface StatusTraits {
  /** The run is over; nothing follows (unless a platform reopens it). */
  readonly terminal: boolean;
  /** A waiter may stop waiting: terminal, or idle. */
  readonly settled: boolean;
  /** The meaning in the words of the contract. */
  readonly meaning: string;
}

/**
 * The eight statuses of a session, in the order of the contract. The one source of their names and traits.
 *
 * Source: the sessions overview, "Lifecycle".
 */
export const STATUSES = {
  pending: { terminal: false, settled: false, meaning: 'Session created, agent is launching.' },
  running: { terminal: false, settled: false, meaning: 'Agent is actively working on the task.' },
  paused: { terminal: false, settled: false, meaning: 'Manually paused via the API. State is preserved.' },
  idle: {
    terminal: false,
    settled: true,
    meaning: 'Interactive agent finished a task and is waiting for your next message.',
  },
  completed: { terminal: true, settled: true, meaning: 'Agent finished the task successfully.' },
  timed_out: { terminal: true, settled: true, meaning: 'Agent exceeded the maximum allowed time.' },
  interrupted: { terminal: true, settled: true, meaning: 'Session was canceled via DELETE.' },
  failed: { terminal: true, settled: true, meaning: 'An unrecoverable error occurred.' },
} as const satisfies Record<string, StatusTraits>;

/** One of the eight statuses. */
export type SessionStatus = keyof typeof STATUSES;

/** The four statuses after which nothing happens. */
export type TerminalStatus = {
  [S in SessionStatus]: (typeof STATUSES)[S]['terminal'] extends true ? S : never;
}[SessionStatus];

/** The statuses at which a waiter may stop waiting: terminal, or idle. */
export type SettledStatus = TerminalStatus | 'idle';

/** All eight, in the order of the contract. */
export const SESSION_STATUSES = Object.keys(STATUSES) as readonly SessionStatus[];

/** What a word of the wire stands for: a status, and the nested state inside it where the word names one. */
export interface WireWordTraits {
  readonly status: SessionStatus;
  readonly nested: 'launching' | 'queued' | 'working' | 'awaitingTools' | null;
}

/**
 * Every status word a known platform sends: the eight, and the two newer ones, which are nested states of
 * `pending` and `running`.
 */
export const WIRE_STATUSES = {
  queued: { status: 'pending', nested: 'queued' },
  pending: { status: 'pending', nested: 'launching' },
  running: { status: 'running', nested: 'working' },
  awaiting_tool_results: { status: 'running', nested: 'awaitingTools' },
  paused: { status: 'paused', nested: null },
  idle: { status: 'idle', nested: null },
  completed: { status: 'completed', nested: null },
  timed_out: { status: 'timed_out', nested: null },
  interrupted: { status: 'interrupted', nested: null },
  failed: { status: 'failed', nested: null },
} as const satisfies Record<string, WireWordTraits>;

/** A status word known from the wire. A reader must survive words that are not in this list. */
export type WireStatus = keyof typeof WIRE_STATUSES;

/** All ten words, `queued` first. */
export const WIRE_STATUS_WORDS = Object.keys(WIRE_STATUSES) as readonly WireStatus[];

/** True for a word that is one of the eight statuses. */
export function isSessionStatus(word: unknown): word is SessionStatus {
  return typeof word === 'string' && Object.hasOwn(STATUSES, word);
}

/** True for a word that is one of the ten known on the wire. */
export function isWireStatus(word: unknown): word is WireStatus {
  return typeof word === 'string' && Object.hasOwn(WIRE_STATUSES, word);
}

/** True when nothing follows this status. */
export function isTerminal(status: SessionStatus): status is TerminalStatus {
  return STATUSES[status].terminal;
}

/** True when a waiter may stop waiting at this status: terminal, or idle. */
export function isSettled(status: SessionStatus): status is SettledStatus {
  return STATUSES[status].settled;
}
