import {
  FACT_NAMES,
  eventForFact,
  observe,
  type FactName,
  type LeafState,
  type SessionState,
} from '@agent-session/core';
import type { SessionEvent } from '@agent-session/protocol';
import fc from 'fast-check';
import { checkRunsOptions, legalRuns, secondAt, told, type Run, type RunsOptions } from './legal-runs.js';

/** A run that begins well and then does what cannot happen. */
export interface IllegalRun {
  /** The visible events, the illegal one last. */
  readonly events: readonly SessionEvent[];
  /** The index of the illegal event. */
  readonly illegalAt: number;
  /** What it tells. */
  readonly fact: FactName;
  /** Where the session was. */
  readonly from: LeafState;
  /** The legal part. */
  readonly run: Run;
}

/** Runs whose last event cannot happen: neither from where the session is, nor by anything unseen in between. */
export function illegalRuns(options: RunsOptions = {}): fc.Arbitrary<IllegalRun> {
  checkRunsOptions(options, 'illegalRuns()');
  return fc
    .tuple(legalRuns(options), fc.nat(1000))
    .filter(([{ state }]) => illegalFacts(state).length > 0)
    .map(([run, pick]) => {
      const possible = illegalFacts(run.state);
      const fact = possible[pick % possible.length] as FactName;
      const event = eventForFact(fact, {}, secondAt(100_000));
      return told({
        events: [...run.events, event],
        illegalAt: run.events.length,
        fact,
        from: run.state.state,
        run,
        log: run.log,
      });
    });
}

/** By what a reader makes of the event: some events stand for several facts, and skipped states are allowed. */
function illegalFacts(state: SessionState): FactName[] {
  return FACT_NAMES.filter((fact) => {
    const page = { new_events: [eventForFact(fact, {}, secondAt(0))] };
    const reading = { source: 'changes' as const, fromIndex: state.nextIndex, page, at: secondAt(0) };
    return observe(state, reading as never).some(({ kind }) => kind === 'violation');
  });
}
