import type { SessionEvent } from '@agent-session/protocol';
import fc from 'fast-check';
import {
  LEAF_STATES,
  evolve,
  factEntries,
  initialState,
  type FactName,
  type LogEntry,
  type SessionState,
} from '../src/fold.js';
import { allowedFacts, isTerminalLeaf } from '../src/transition-table.js';

/** How often a property is tried. Mutation testing, which tries them for thousands of mutants, asks for less. */
export function propertyRuns(usual = 100): { readonly numRuns: number } {
  return { numRuns: Math.min(usual, Number(process.env['PROPERTY_RUNS'] ?? usual)) };
}

/** One step of a run: the entries the authority appends, and the state it is in then. */
export interface RunStep {
  readonly entries: readonly LogEntry[];
  readonly state: SessionState;
}

/** A legal run, as the authority wrote it. */
export interface Run {
  readonly initial: SessionState;
  readonly steps: readonly RunStep[];
  readonly final: SessionState;
  /** The visible events. */
  readonly events: readonly SessionEvent[];
  /** How many events were visible, and the status word, after each step; index 0 is before the first. */
  readonly timeline: readonly { readonly eventCount: number; readonly word: string }[];
}

type Choice = { readonly kind: 'fact'; readonly pick: number } | { readonly kind: 'event'; readonly pick: number };

const choice: fc.Arbitrary<Choice> = fc.oneof(
  fc.record({ kind: fc.constant('fact' as const), pick: fc.nat(1000) }),
  fc.record({ kind: fc.constant('event' as const), pick: fc.nat(1000) }),
);

/** Facts that no single event can tell apart from what the state makes of it, or that a run does not repeat. */
function facts(state: SessionState): FactName[] {
  if (state.turn === 0) return ['launched', 'queued'];
  return allowedFacts(state).filter((fact) => fact !== 'launched' && fact !== 'queued');
}

function evolveTo(state: SessionState, fact: FactName) {
  return evolve(state, { kind: 'fact', fact, at: timeAt(0) }).state;
}

export function timeAt(second: number): string {
  return new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
}

function sideEvents(second: number): SessionEvent[] {
  const timestamp = timeAt(second);
  return [
    { type: 'AgentEvent', data: { kind: 'policy_event', content: `step ${second}`, tool_reqs: [] }, timestamp },
    { type: 'AgentEvent', data: { kind: 'answer_event', answer: { second } }, timestamp },
    { type: 'AgentEvent', data: { kind: 'message_event', caller_id: 'user', content: [`say ${second}`] }, timestamp },
    { type: 'MetricsUpdateEvent', data: { metrics: { steps: second } }, timestamp },
    { type: 'SomethingNewEvent', data: { any: ['thing', second] }, timestamp },
  ];
}

export function playRun(choices: readonly Choice[], reopen: boolean): Run {
  const initial = initialState({ reopen });
  let state = initial;
  const steps: RunStep[] = [];
  const events: SessionEvent[] = [];
  const timeline = [{ eventCount: 0, word: 'pending' }];
  let second = 0;
  for (const { kind, pick } of [{ kind: 'fact' as const, pick: choices.length }, ...choices]) {
    second += 1;
    const at = timeAt(second);
    let entries: readonly LogEntry[];
    if (kind === 'fact') {
      const possible = facts(state);
      const isEnd = (fact: FactName) => isTerminalLeaf(evolveTo(state, fact));
      // Most runs go on for a while: an end is chosen now and then only.
      const chosen = possible.filter((fact) => pick % 5 === 0 || !isEnd(fact));
      const from = chosen.length > 0 ? chosen : possible;
      const fact = from[pick % from.length] as FactName;
      const pendingToolCalls = [{ tool_name: 'ask', args: {}, id: `call-${second}` }];
      const error = fact === 'failed' ? { error: `error ${second}` } : {};
      entries = factEntries(state, [fact], { at, pendingToolCalls, ...error });
    } else {
      const possible = sideEvents(second);
      const event = possible[pick % possible.length] as SessionEvent;
      entries = [{ kind: 'event', index: state.nextIndex, event, at }];
    }
    for (const entry of entries) {
      state = evolve(state, entry);
      if (entry.kind === 'event') events.push(entry.event);
    }
    steps.push({ entries, state });
    timeline.push({ eventCount: events.length, word: LEAF_STATES[state.state].word });
  }
  return { initial, steps, final: state, events, timeline };
}

/** Legal runs: facts that have an edge, and events that are no facts, in any order. */
export function legalRun(options: { readonly reopen?: boolean; readonly maxLength?: number } = {}): fc.Arbitrary<Run> {
  return fc.array(choice, { maxLength: options.maxLength ?? 25 }).map((choices) => {
    const run = playRun(choices, options.reopen ?? false);
    const story = run.steps.flatMap(({ entries }) =>
      entries.map((entry) =>
        entry.kind === 'fact' ? `-> ${entry.fact}` : entry.kind === 'event' ? entry.event.type : entry.kind,
      ),
    );
    // A counterexample is read by people.
    return Object.defineProperty(run, fc.toStringMethod, { value: () => story.join(' '), enumerable: false });
  });
}
