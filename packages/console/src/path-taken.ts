import { evolve, initialState, type LeafState, type LogEntry } from '@agent-session/core/fold';

/** The states a log leads through, in order. Only what moves the lifecycle is folded. */
export function pathTaken(log: readonly LogEntry[]): LeafState[] {
  let state = initialState();
  const path: LeafState[] = [];
  for (const entry of log) {
    if (entry.kind !== 'fact' && entry.kind !== 'violation' && entry.kind !== 'opened') continue;
    try {
      state = evolve(state, entry);
    } catch {
      // A log cut at its beginning (long runs keep the latest events): what is left is shown.
      continue;
    }
    if (state.turn > 0 && path.at(-1) !== state.state) path.push(state.state);
  }
  return path;
}
