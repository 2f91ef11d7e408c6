// The session lifecycle as rules, written from the public contract:
// "brief" = seed-sessions-overview.txt, "wire §x" = wire.md, "decision" = where both are silent.

export type Remembered = 'launching' | 'working' | 'awaitingTools';
export type End = 'completed' | 'timed_out' | 'interrupted' | 'failed';
export type LeafState = Remembered | End | 'queued' | 'paused' | 'idle';
export type Fact =
  | 'launched'
  | 'queued'
  | 'dequeued'
  | 'started'
  | 'paused'
  | 'resumed'
  | 'idled'
  | 'woken'
  | 'awaitedTools'
  | 'toolsSettled'
  | 'completed'
  | 'timedOut'
  | 'interrupted'
  | 'failed'
  | 'reopened';
export type Command =
  | 'message'
  | 'pause'
  | 'resume'
  | 'forceAnswer'
  | 'cancel'
  | 'toolResults'
  | 'share'
  | 'unshare'
  | 'feedback';
export type Calls = 'open' | 'settled' | 'unknown' | 'none-open';
export type Verdict = 'accepted' | 'no-op' | 'refused';
export interface Node {
  readonly state: LeafState;
  readonly resumesTo: Remembered | null;
  readonly unseen: boolean;
  readonly reopen: boolean;
}

// What each fact says of the session once it is true. `resumed` only says "not paused any more".
const says: Readonly<Record<Fact, readonly LeafState[]>> = {
  launched: ['launching'],
  queued: ['queued'],
  dequeued: ['launching'],
  reopened: ['launching'],
  started: ['working'],
  woken: ['working'],
  toolsSettled: ['working'],
  awaitedTools: ['awaitingTools'],
  paused: ['paused'],
  resumed: ['launching', 'working', 'awaitingTools'],
  idled: ['idle'],
  completed: ['completed'],
  timedOut: ['timed_out'],
  interrupted: ['interrupted'],
  failed: ['failed'],
};

const isRunning = (state: LeafState): state is 'working' | 'awaitingTools' =>
  state === 'working' || state === 'awaitingTools';
const canBePaused = (state: LeafState): state is Remembered => state === 'launching' || isRunning(state);
const hasEnded = (state: LeafState): state is End =>
  state === 'completed' || state === 'timed_out' || state === 'interrupted' || state === 'failed';

export function nextNode(node: Node, fact: Fact): Node | 'none' {
  const { state } = node;
  const to = (next: LeafState, resumesTo: Remembered | null = null): Node => ({
    state: next,
    resumesTo,
    unseen: false,
    reopen: node.reopen,
  });
  const edge = (possible: boolean, next: LeafState): Node | 'none' => (possible ? to(next) : 'none');

  // A fact that says what is so already changes nothing; an end's own repeat is one case (decision).
  if (says[fact].includes(state)) return to(state, node.resumesTo);
  // An end absorbs all else (brief: terminal); a restart leads back to the launch (wire §5, §7.3.12).
  if (hasEnded(state)) return edge(fact === 'reopened' && node.reopen, 'launching');
  if (state === 'paused') return underPause(node.resumesTo, fact, to);

  switch (fact) {
    // Created above the limit: only as the first thing seen of a session (wire §4.9, §5; decision).
    case 'queued':
      return edge(node.unseen && state === 'launching', 'queued');
    // A queued session is launched, and only then starts (wire §5).
    case 'dequeued':
      return edge(state === 'queued', 'launching');
    case 'started':
      return edge(state === 'launching', 'working');
    // A launch and both kinds of running can be paused (wire §5 for pending and running; decision).
    case 'paused':
      return canBePaused(state) ? to('paused', state) : 'none';
    // Only a running session answers; open tool calls are then given up (wire §4.7, §5; decision).
    case 'idled':
      return edge(isRunning(state), 'idle');
    case 'woken':
      return edge(state === 'idle', 'working');
    // Waiting for tools begins and ends within running (wire §4.7, §5).
    case 'awaitedTools':
      return edge(state === 'working', 'awaitingTools');
    case 'toolsSettled':
      return edge(state === 'awaitingTools', 'working');
    // Cancelling works wherever the session has not ended (brief; wire §4.6, §5).
    case 'interrupted':
      return to('interrupted');
    // Finishing: from running (wire §5), or from idle when nobody writes in time (decision).
    case 'completed':
      return edge(isRunning(state) || state === 'idle', 'completed');
    // Whatever is past the queue may run out of time or break (wire §5; decision).
    case 'timedOut':
      return edge(state !== 'queued', 'timed_out');
    case 'failed':
      return edge(state !== 'queued', 'failed');
    // These lead nowhere new: out of the start, a pause and an end only (decision).
    case 'launched':
    case 'resumed':
    case 'reopened':
      return 'none';
  }
}

/** A paused session stays paused while what it remembers moves on, until it is resumed or ends. */
function underPause(
  kept: Remembered | null,
  fact: Fact,
  to: (next: LeafState, resumesTo?: Remembered | null) => Node,
): Node | 'none' {
  // A pause that remembers nothing is no node.
  if (kept === null) return 'none';
  const launchUnfinished = kept === 'launching';
  switch (fact) {
    // Resuming restores the state kept (brief: "State is preserved"; wire §4.6).
    case 'resumed':
      return to(kept);
    // A launch finishes under a pause; later the same news is a repeat (decision).
    case 'started':
      return to('paused', launchUnfinished ? 'working' : kept);
    // Dispatching is a step of every launch, so it may come after an early pause (wire §5, typical order).
    case 'dequeued':
      return launchUnfinished ? to('paused', kept) : 'none';
    // Tool calls open and settle under a pause, but not before the launch is done (wire §7.1; decision).
    case 'awaitedTools':
      return launchUnfinished ? 'none' : to('paused', 'awaitingTools');
    case 'toolsSettled':
      return launchUnfinished ? 'none' : to('paused', 'working');
    // A pause does not stop a cancel, a failure or the clock (wire §5; decision).
    case 'interrupted':
      return to('interrupted');
    case 'timedOut':
      return to('timed_out');
    case 'failed':
      return to('failed');
    // Nothing finishes, idles or wakes before it is resumed (decision).
    default:
      return 'none';
  }
}

export function verdict(state: LeafState, reopen: boolean, command: Command, calls: Calls): Verdict {
  const ended = hasEnded(state);
  switch (command) {
    // Buffered, delivered, resuming or waking; after an end only where that restarts (wire §4.6, §7.3.12).
    case 'message':
      return ended && !reopen ? 'refused' : 'accepted';
    // Pausing what is paused already is no harm (decision); "not available" in the queue (wire §4.6).
    case 'pause':
      return state === 'paused' ? 'no-op' : canBePaused(state) ? 'accepted' : 'refused';
    // Resuming what runs is no error (wire §4.6); nothing else can be resumed (decision).
    case 'resume':
      return state === 'paused' ? 'accepted' : isRunning(state) ? 'no-op' : 'refused';
    // Only an agent in the middle of its work can be asked to answer now (wire §4.6; decision).
    case 'forceAnswer':
      return state === 'paused' || isRunning(state) ? 'accepted' : 'refused';
    // Safe to repeat after an end (wire §4.6; decision).
    case 'cancel':
      return ended ? 'no-op' : 'accepted';
    // 409 after an end (wire §4.6); late results are dropped quietly, unknown ones not (decision);
    // open calls take results while awaited, and a pause keeps them open (wire §7.1).
    case 'toolResults':
      if (ended) return 'refused';
      if (calls === 'settled') return 'no-op';
      return calls === 'open' && (state === 'awaitingTools' || state === 'paused') ? 'accepted' : 'refused';
    // Not tied to the lifecycle (wire §4.8; decision).
    case 'share':
    case 'unshare':
    case 'feedback':
      return 'accepted';
  }
}
