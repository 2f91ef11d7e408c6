import { evolve, initialState, type FactEntry, type LeafState, type LogEntry, timeMs } from '@agent-session/core';

/** A stretch of time that a session spent in one state. */
export interface StateSpan {
  readonly state: LeafState;
  /** Milliseconds since the epoch; `NaN` when the log does not say. */
  readonly fromMs: number;
  /** `null`: it is still there, as far as the log goes. */
  readonly toMs: number | null;
}

/**
 * The states a log leads through, in order, with the states nobody saw in between and how long each was. Only what moves
 * the lifecycle is folded.
 */
export function stateSpans(log: readonly LogEntry[]): readonly StateSpan[] {
  let state = initialState();
  const spans: StateSpan[] = [];
  for (const entry of log) {
    if (entry.kind !== 'fact' && entry.kind !== 'violation' && entry.kind !== 'opened') continue;
    for (const step of stepsOf(entry)) {
      try {
        state = evolve(state, step);
      } catch {
        // A log cut at its beginning, or changed by hand: what is left is shown.
        continue;
      }
      const last = spans.at(-1);
      if (state.turn === 0 || last?.state === state.state) continue;
      const fromMs = timeMs(step.at);
      if (last) spans[spans.length - 1] = { ...last, toMs: fromMs };
      spans.push({ state: state.state, fromMs, toMs: null });
    }
  }
  return spans;
}

function stepsOf(entry: LogEntry): readonly LogEntry[] {
  if (entry.kind !== 'fact' || entry.via === undefined) return [entry];
  const { via, ...fact } = entry;
  return [...via.map((name): FactEntry => ({ ...fact, fact: name })), fact];
}
