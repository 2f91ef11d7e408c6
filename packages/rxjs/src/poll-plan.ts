import { WIRE_STATUSES, isSettled, isTerminal, isWireStatus, type StatusWord } from '@agent-session/protocol';
import type { PollSettings } from './poll-settings.js';

/**
 * What to ask the server next. The rules of following one session, as a pure step function: no time, no network, no
 * randomness but what is passed in. Every edge back to another request is listed with its guard in SPEC.md.
 */

/** One request to the server. */
export type Ask =
  | { readonly kind: 'changes'; readonly fromIndex: number; readonly waitSeconds: number }
  /** Reads one event we already have together with what follows it, to see that both ends mean the same log. */
  | { readonly kind: 'overlap'; readonly fromIndex: number }
  | { readonly kind: 'status' }
  /** The latest answer, wherever the cursor is. */
  | { readonly kind: 'answer' }
  /** The whole session: its request, and the latest answer. */
  | { readonly kind: 'session' };

/** What came of a request, after the log took it in. */
export type Reply =
  | { readonly kind: 'page'; readonly brought: number; readonly word: StatusWord; readonly waited: boolean }
  | { readonly kind: 'empty'; readonly waited: boolean }
  | { readonly kind: 'word'; readonly word: StatusWord }
  /** Nothing new, said at once because it was asked so: after a failure, to see that the connection is back. */
  | { readonly kind: 'alive' }
  /** A page that seems to repeat events we have. It was not taken in. */
  | { readonly kind: 'suspect' }
  /** The log fits the server's. Nothing new was in that page, which may have ended early. */
  | { readonly kind: 'fits'; readonly word: StatusWord }
  | { readonly kind: 'failed'; readonly retryAfterMs: number };

/** What the plan needs to know of the state the log folds to. */
export interface PlanView {
  /** Events seen so far. */
  readonly cursor: number;
  /** The status the log folds to, in the words of the wire (nested states included). `null`: nothing known yet. */
  readonly word: StatusWord | null;
  /** True when the lifecycle leads from there to the status of a word, or nobody knows the word. */
  readonly reaches: (word: StatusWord) => boolean;
  /** True when the session's request must be known before going on (a format or an end rule depends on it). */
  readonly needsRequest: boolean;
  /** True when the session's request is known. */
  readonly knowsRequest: boolean;
  /** True when the answer of an idle session must be read although the events hold one. */
  readonly thorough: boolean;
  /** True when the events of this turn hold an answer. */
  readonly turnHasAnswer: boolean;
}

/** A status the server told that the events do not explain (yet). */
interface Claim {
  readonly word: StatusWord;
  /** A second reply told the same. */
  readonly witnessed: boolean;
}

export type PollPhase = 'follow' | 'status' | 'drain' | 'answer' | 'witness' | 'over';

export interface PollState {
  readonly phase: PollPhase;
  /** Failures in a row; any good reply resets it. */
  readonly attempt: number;
  /** Replies in a row that brought nothing and did not wait. */
  readonly early: number;
  /** Wall-clock time the status was last told, `null` before the first. */
  readonly statusAt: number | null;
  readonly claim: Claim | null;
  /** The next page must show that it continues our log. */
  readonly suspicious: boolean;
  /** The cursor and word at which the settled state was last confirmed. */
  readonly settledAt: { readonly cursor: number; readonly word: StatusWord } | null;
}

/** What the step asks of its surroundings, in this order: take the claim as fact, say that the session settled, wait. */
export interface PollStep {
  readonly state: PollState;
  /** The last status the server told is now known to stand at the end of the log. */
  readonly accept: boolean;
  /** The session is settled, its log is read to the end and its answer is the server's latest. */
  readonly settled: boolean;
  /** Pause before the next request. */
  readonly delayMs: number;
}

/**
 * The guards of SPEC.md by name. Tests switch them off one at a time to see that something then breaks; nothing else
 * does.
 */
export const GUARD_NAMES = [
  'retry',
  'permanent',
  'retry-after',
  'backoff',
  'backoff-reset',
  'watchdog',
  'spacing',
  'status-after-empty',
  'status-pacing',
  'drain',
  'witness',
  'final-answer',
  'overlap',
] as const;

export type GuardName = (typeof GUARD_NAMES)[number];

export type Guards = ReadonlySet<GuardName>;

export const NO_GUARDS_OFF: Guards = new Set();

export function initialPollState(options: { readonly resumed: boolean }): PollState {
  return {
    phase: 'follow',
    attempt: 0,
    early: 0,
    statusAt: null,
    claim: null,
    suspicious: options.resumed,
    settledAt: null,
  };
}

/** The next request, or `null` when there is nothing left to ask. */
export function nextAsk(state: PollState, view: PlanView, settings: PollSettings): Ask | null {
  if (state.phase === 'over') return null;
  if (state.phase === 'answer') return view.knowsRequest ? { kind: 'answer' } : { kind: 'session' };
  if (view.needsRequest && !view.knowsRequest) return { kind: 'session' };
  if (state.phase === 'status' || state.phase === 'witness') return { kind: 'status' };
  if (state.suspicious) return { kind: 'overlap', fromIndex: view.cursor - 1 };
  return {
    kind: 'changes',
    fromIndex: view.cursor,
    waitSeconds: state.phase === 'drain' ? 0 : settings.waitSeconds,
  };
}

/** One step: a reply to what {@link nextAsk} asked. `now` is wall-clock time, `random` a number 0 ≤ n < 1. */
export function pollStep(
  state: PollState,
  reply: Reply,
  view: PlanView,
  context: {
    readonly settings: PollSettings;
    readonly now: number;
    readonly random: number;
    readonly off?: Guards;
  },
): PollStep {
  const { settings, now } = context;
  const off = context.off ?? NO_GUARDS_OFF;

  if (reply.kind === 'failed') {
    const attempt = state.attempt + 1;
    const ceiling = off.has('backoff') ? 0 : backoffCeilingMs(attempt, settings);
    const delayMs = Math.max(off.has('retry-after') ? 0 : reply.retryAfterMs, Math.ceil(ceiling * context.random));
    return { state: { ...state, attempt }, accept: false, settled: false, delayMs }; // L1
  }
  const good: PollState = { ...state, attempt: off.has('backoff-reset') ? state.attempt : 0 };
  if (reply.kind === 'alive') return go(good); // L2
  if (reply.kind === 'suspect') return go({ ...good, suspicious: true }); // L3

  switch (state.phase) {
    case 'follow':
    case 'drain': {
      if (reply.kind === 'word') return go(told(good, reply.word)); // L4
      const sure: PollState = { ...good, suspicious: false };
      if (reply.kind === 'fits') {
        if (state.phase === 'follow') return nothingNew(told(sure, reply.word), false);
        if (reply.word !== state.claim?.word) return doubted(sure); // L12
        const early = state.early + 1;
        return go({ ...sure, early }, off.has('spacing') ? 0 : spacingMs(early, settings)); // L13
      }
      const brought = reply.kind === 'page' ? reply.brought : 0;
      const word = reply.kind === 'page' ? reply.word : null;
      if (word !== null && brought > 0) return progressed(told({ ...sure, early: 0 }, word));
      if (state.phase === 'drain') return drained(sure, word);
      return nothingNew(word === null ? sure : told(sure, word), reply.waited);
    }
    case 'status': {
      if (reply.kind !== 'word') return go(good); // L4
      const heard = told(good, reply.word);
      if (!agrees(reply.word) || unconfirmed(heard)) return examine(heard); // L5
      return follow({ ...heard, claim: null }); // L6
    }
    case 'answer': {
      if (reply.kind === 'empty') return go({ ...good, phase: 'witness' }); // L7
      return witnessed(good, reply.word);
    }
    case 'witness':
      return witnessed(good, reply.kind === 'word' ? reply.word : null);
    case 'over':
      return go(good); // L9
  }

  function go(next: PollState, delayMs = 0): PollStep {
    return { state: next, accept: false, settled: false, delayMs };
  }
  function told(next: PollState, word: StatusWord): PollState {
    return { ...next, statusAt: now, claim: { word, witnessed: false } };
  }
  function agrees(word: StatusWord): boolean {
    return word === view.word;
  }
  function unconfirmed(next: PollState): boolean {
    if (!settles(view.word)) return false;
    return next.settledAt?.cursor !== view.cursor || next.settledAt.word !== view.word;
  }

  /** Back to the long-poll. After replies that brought nothing and did not wait, not at once. */
  function follow(next: PollState): PollStep {
    return go({ ...next, phase: 'follow' }, off.has('spacing') ? 0 : spacingMs(next.early, settings)); // L6
  }

  function progressed(next: PollState): PollStep {
    const open = next.claim !== null && !agrees(next.claim.word);
    if (open || unconfirmed(next)) {
      if (off.has('drain')) return drained(next, null);
      return go({ ...next, phase: 'drain' }); // L8
    }
    return go({ ...next, phase: 'follow', claim: null }); // L9
  }

  function nothingNew(heard: PollState, waited: boolean): PollStep {
    const early = waited ? 0 : heard.early + 1;
    const next = { ...heard, early };
    if ((reply.kind === 'page' || reply.kind === 'fits') && !agrees(reply.word)) return examine(next); // L5
    if (off.has('status-after-empty')) return follow(next); // L6
    if (waited || off.has('status-pacing') || isDue(state.statusAt)) return go({ ...next, phase: 'status' }); // L10
    return follow(next); // L6
  }

  /** A status told less than one wait ago is not asked again on the word of replies that do not wait. */
  function isDue(statusAt: number | null): boolean {
    return (
      statusAt === null || Math.abs(now - statusAt) >= Math.max(settings.waitSeconds * 1000, settings.spacingCapMs)
    );
  }

  /** What was told is not what the log says. Here the log was just read to its end, so a witness comes first. */
  function examine(next: PollState): PollStep {
    return needsWitness(next.claim, view) && !off.has('witness') ? seekWitness(next) : go({ ...next, phase: 'drain' }); // L5
  }

  /** The log is read to its end: what was told before that is explained now, or it stands. */
  function drained(next: PollState, word: StatusWord | null): PollStep {
    const { claim } = next;
    if (word !== null && word !== claim?.word) return doubted(next);
    if (claim === null || agrees(claim.word)) return settleOrFollow(next);
    if (needsWitness(claim, view) && !claim.witnessed && !off.has('witness')) return seekWitness(next); // L7
    if (settles(claim.word)) return settle({ ...next, claim: null }, true, claim.word);
    return { ...follow({ ...next, claim: null }), accept: true }; // L6
  }

  /** Nothing in the log says so, only one reply does: a second one must agree. */
  function seekWitness(next: PollState): PollStep {
    return go({ ...next, phase: view.cursor === 0 ? 'witness' : 'answer' }); // L7
  }

  function settleOrFollow(next: PollState): PollStep {
    if (!unconfirmed(next)) return follow({ ...next, claim: null }); // L6
    const read = view.thorough || !view.turnHasAnswer || isTerminalWord(view.word);
    if (read && view.cursor > 0 && !off.has('final-answer')) return go({ ...next, phase: 'answer' }); // L11
    return settle({ ...next, claim: null }, false, view.word);
  }

  function witnessed(next: PollState, word: StatusWord | null): PollStep {
    const { claim } = next;
    if (word === null) return follow({ ...next, claim: null }); // L12
    if (!needsWitness(claim, view)) {
      return word === view.word ? settle({ ...next, claim: null }, true, word) : doubted(next);
    }
    if (word !== claim?.word) return doubted(next);
    // Only from here on it is known: events may have come since the log was read to its end.
    if (off.has('drain')) return settle({ ...next, claim: null }, true, word);
    return go({ ...next, phase: 'drain', claim: { word, witnessed: true } }); // L8
  }

  /** Two replies tell different things: neither is believed. */
  function doubted(next: PollState): PollStep {
    return follow({ ...next, claim: null, early: next.early + 1, statusAt: now }); // L12
  }

  function settle(next: PollState, accept: boolean, word: StatusWord | null): PollStep {
    const settledAt = word === null ? null : { cursor: view.cursor, word };
    const phase: PollPhase = isTerminalWord(word) ? 'over' : 'follow';
    return { state: { ...next, phase, settledAt, early: 0, statusAt: now }, accept, settled: true, delayMs: 0 };
  }
}

/** The upper bound of the pause after `attempt` failures in a row; the pause is random below it (full jitter). */
export function backoffCeilingMs(
  attempt: number,
  settings: Pick<PollSettings, 'backoffBaseMs' | 'backoffCapMs'>,
): number {
  return Math.min(settings.backoffCapMs, settings.backoffBaseMs * 2 ** Math.min(30, Math.max(0, attempt - 1)));
}

/** The pause after `early` replies in a row that brought nothing and did not wait: level at first, then doubling. */
export function spacingMs(early: number, settings: Pick<PollSettings, 'spacingMs' | 'spacingCapMs'>): number {
  if (early === 0) return 0;
  return Math.min(settings.spacingCapMs, settings.spacingMs * 2 ** Math.min(30, Math.max(0, early - 4)));
}

/**
 * True when a reply told what one reply must not decide: an end that the log does not tell, or what the lifecycle does not
 * lead to.
 */
function needsWitness(claim: Claim | null, view: PlanView): boolean {
  return claim !== null && claim.word !== view.word && (settles(claim.word) || !view.reaches(claim.word));
}

function settles(word: StatusWord | null): boolean {
  return word !== null && isWireStatus(word) && isSettled(WIRE_STATUSES[word].status);
}

function isTerminalWord(word: StatusWord | null): boolean {
  return word !== null && isWireStatus(word) && isTerminal(WIRE_STATUSES[word].status);
}
