import {
  LEAF_STATES,
  allowedFacts,
  evolve,
  initialState,
  type FactName,
  type LogEntry,
  type SessionState,
} from '@agent-session/core';
import { factEntries } from '@agent-session/core/authority';
import type { SessionEvent } from '@agent-session/protocol';
import fc from 'fast-check';
import { checkOptions, described } from '../check-options.js';

/** A run as the platform wrote it. */
export interface Run {
  /** The visible events. */
  readonly events: readonly SessionEvent[];
  /** The facts, in order. */
  readonly facts: readonly FactName[];
  /** What a log holds. */
  readonly log: readonly LogEntry[];
  /** Where it ends. */
  readonly state: SessionState;
  /** The status word and the number of visible events after each step; the first is before the first. */
  readonly timeline: readonly { readonly eventCount: number; readonly status: string }[];
}

/** What runs are made of. */
export interface RunsOptions {
  /** The platform reopens ended sessions. Default false. */
  readonly reopen?: boolean;
  /** Steps after the first. Default 25. */
  readonly maxLength?: number;
}

/**
 * Makes sure that the options of runs make sense.
 *
 * @throws TypeError
 */
export function checkRunsOptions(options: RunsOptions, place: string): void {
  checkOptions(options, { reopen: true, maxLength: true }, place);
  const { maxLength = 0 } = options;
  if (!Number.isSafeInteger(maxLength) || maxLength < 0) {
    throw new TypeError(`"maxLength" of ${place} must be a whole number of at least 0, not ${described(maxLength)}.`);
  }
}

interface Choice {
  readonly kind: 'fact' | 'event';
  readonly pick: number;
}

const choice: fc.Arbitrary<Choice> = fc.record({ kind: fc.constantFrom('fact', 'event'), pick: fc.nat(1000) });

/**
 * Legal runs: facts that have an edge, and events that are no facts, in any order. A counterexample prints as its story.
 *
 * @example
 * fc.assert(fc.property(legalRuns(), ({ events, state }) => myView(events).status === state.wireStatus));
 */
export function legalRuns(options: RunsOptions = {}): fc.Arbitrary<Run> {
  checkRunsOptions(options, 'legalRuns()');
  const { reopen = false, maxLength = 25 } = options;
  return fc
    .tuple(fc.nat(1), fc.array(choice, { maxLength }))
    .map(([first, choices]) => told(playRun([{ kind: 'fact', pick: first }, ...choices], reopen)));
}

/** Makes a run print as what happened in it. */
export function told<Told extends Pick<Run, 'log'>>(run: Told): Told {
  const story = run.log
    .map((entry) =>
      entry.kind === 'fact' ? `-> ${entry.fact}` : entry.kind === 'event' ? entry.event.type : entry.kind,
    )
    .join(' ');
  return Object.defineProperty(run, fc.toStringMethod, { value: () => story, enumerable: false });
}

/** The time of a second of a generated run. */
export function secondAt(second: number): string {
  return new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
}

function playRun(choices: readonly Choice[], reopen: boolean): Run {
  let state = initialState({ reopen });
  const log: LogEntry[] = [{ kind: 'opened', at: secondAt(0), reopen }];
  for (const entry of log) state = evolve(state, entry);
  const facts: FactName[] = [];
  const timeline = [{ eventCount: 0, status: 'pending' }];
  for (const [index, { kind, pick }] of choices.entries()) {
    const second = index + 1;
    const at = secondAt(second);
    let entries: readonly LogEntry[];
    if (kind === 'fact') {
      const fact = chooseFact(state, pick);
      if (fact === undefined) continue;
      const pendingToolCalls = [{ tool_name: 'ask', args: {}, id: `call-${second}` }];
      entries = factEntries(state, [fact], {
        at,
        pendingToolCalls,
        ...(fact === 'failed' ? { error: `Error ${second}.` } : {}),
      });
      facts.push(fact);
    } else entries = [{ kind: 'event', index: state.nextIndex, event: sideEvent(second, pick), at }];
    for (const entry of entries) {
      state = evolve(state, entry);
      log.push(entry);
    }
    timeline.push({ eventCount: state.nextIndex, status: LEAF_STATES[state.state].word });
  }
  const events = log.flatMap((entry) => (entry.kind === 'event' ? [entry.event] : []));
  return { events, facts, log, state, timeline };
}

function chooseFact(state: SessionState, pick: number): FactName | undefined {
  if (state.turn === 0) return pick % 2 === 0 ? 'launched' : 'queued';
  const possible = allowedFacts(state).filter((fact) => fact !== 'launched' && fact !== 'queued');
  const isEnd = (fact: FactName): boolean =>
    LEAF_STATES[evolve(state, { kind: 'fact', fact, at: secondAt(0) }).state].terminal;
  // Most runs go on for a while: an end is chosen now and then only.
  const chosen = possible.filter((fact) => pick % 5 === 0 || !isEnd(fact));
  const from = chosen.length > 0 ? chosen : possible;
  return from[pick % Math.max(1, from.length)];
}

/** An event that tells nothing of the lifecycle. */
function sideEvent(second: number, pick: number): SessionEvent {
  const timestamp = secondAt(second);
  const agentEvent = (data: Record<string, unknown>): SessionEvent => ({ type: 'AgentEvent', data, timestamp });
  const possible: readonly SessionEvent[] = [
    agentEvent({ kind: 'policy_event', content: `Step ${second}.`, tool_reqs: [] }),
    agentEvent({ kind: 'answer_event', answer: { second } }),
    agentEvent({ kind: 'message_event', caller_id: 'user', content: [`Say ${second}.`] }),
    { type: 'MetricsUpdateEvent', data: { metrics: { steps: second } }, timestamp },
    { type: 'SomethingNewEvent', data: { any: ['thing', second] }, timestamp },
  ];
  return possible[pick % possible.length] as SessionEvent;
}
