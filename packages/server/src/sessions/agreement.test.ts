import {
  COMMAND_TABLE,
  LEAF_STATES,
  LEAF_STATE_NAMES,
  decide,
  isTerminalState,
  replay,
  type Command,
  type FactName,
  type LogEntry,
  type SessionState,
} from '@agent-session/core';
import {
  decideCommand,
  decideDeadline,
  decideLaunch,
  decideOutput,
  factEntries,
  type Output,
} from '@agent-session/core/authority';
import type { ToolResult } from '@agent-session/protocol';
import { describe, expect, it } from 'vitest';
import type { AgentOutput } from '../agents/agent.js';
import { passDeadline } from '../runs/deadline.js';
import { endOfRun } from '../runs/end-of-run.js';
import { recordOutput } from '../runs/record-output.js';
import { createDraft, type Draft } from './draft.js';
import { emptyServerState, evolveServerState, type ServerState } from './server-state.js';
import { isSessionNote } from './session-note.js';
import { steer, type SteeringCommand } from './steer.js';

const AT = '2026-01-01T00:00:00.000Z';
const LATER = '2026-01-01T00:01:00.000Z';
const GRACE = { answerGraceMs: 30_000 };
const CALLS = ['a', 'b'].map((id) => ({ tool_name: 'ask', args: {}, id }));

const LIMITS = { maxSteps: 3, maxTimeSeconds: 60, idleTimeoutSeconds: 10 };
const PAUSE: LogEntry = { kind: 'command', command: { name: 'pause' }, outcome: 'accepted', at: AT };
const RUN: readonly FactName[] = ['launched', 'started'];

/** Every place a session can be in at the one who runs it. */
const PLACES: Readonly<Record<string, readonly (FactName | LogEntry)[]>> = {
  queued: ['queued'],
  launching: ['launched'],
  working: RUN,
  'working, a pause due': [...RUN, PAUSE],
  awaitingTools: [...RUN, 'awaitedTools'],
  'paused in its launch': ['launched', 'paused'],
  'paused at work': [...RUN, 'paused'],
  'paused over open calls': [...RUN, 'awaitedTools', 'paused'],
  idle: [...RUN, 'idled'],
  completed: [...RUN, 'completed'],
  timed_out: [...RUN, 'timedOut'],
  interrupted: ['queued', 'interrupted'],
  failed: [...RUN, 'failed'],
};

function stateAt(way: readonly (FactName | LogEntry)[], reopen: boolean): ServerState {
  let state = emptyServerState();
  const opened = decideLaunch({ at: AT, limits: LIMITS, reopen }).entries.slice(0, 1);
  const fold = (entries: readonly LogEntry[]) => {
    for (const entry of entries) {
      const { version } = state;
      state = evolveServerState(
        state,
        entry.kind === 'event'
          ? { version: version + 1, eventIndex: entry.index, eventType: entry.event.type, data: entry.event }
          : { version: version + 1, eventIndex: null, eventType: null, data: entry },
      );
    }
  };
  fold(opened);
  for (const each of way) {
    const facts = { at: AT, pendingToolCalls: CALLS };
    fold(typeof each === 'string' ? factEntries(state.lifecycle, [each], facts) : [each]);
  }
  return state;
}

const places = Object.entries(PLACES).flatMap(([place, way]) =>
  [false, true].map((reopen) => ({ place: reopen ? `${place}, reopens` : place, state: stateAt(way, reopen) })),
);

/** What the server appends, as entries of the lifecycle's log. */
function written(before: SessionState, draft: Draft): LogEntry[] {
  let index = before.nextIndex;
  return draft.entries.flatMap(({ eventType, data }): LogEntry[] => {
    if (eventType !== null) return [{ kind: 'event', index: index++, event: data as never, at: draft.at }];
    return isSessionNote(data as { kind: string }) ? [] : [data as LogEntry];
  });
}

const result = (id: string): ToolResult => ({ kind: 'tool_result', tool_req: { tool_name: 'ask', id }, result: 1 });

const COMMANDS: readonly { readonly command: Command; readonly steering: SteeringCommand }[] = [
  {
    command: { name: 'message', text: 'go on', callerId: 'user' },
    steering: { name: 'message', messages: [{ type: 'user_message', message: 'go on' }] },
  },
  ...(['pause', 'resume', 'forceAnswer', 'cancel'] as const).map((name) => ({
    command: { name },
    steering: { name },
  })),
  ...[['a'], ['b', 'a'], ['nobody']].map((ids) => ({
    command: { name: 'toolResults', callIds: ids } as const,
    steering: { name: 'toolResults', results: ids.map(result) } as const,
  })),
];

describe('core alone and the server append the same', () => {
  it('in every state there is', () => {
    expect(new Set(places.map(({ state }) => state.lifecycle.state))).toEqual(new Set(LEAF_STATE_NAMES));
  });

  it.each(
    places.flatMap(({ place, state }) =>
      COMMANDS.map((each) => ({ ...each, place, state, title: JSON.stringify(each.command) })),
    ),
  )('for $title when $place', ({ state, command, steering }) => {
    const before = state.lifecycle;
    const results = steering.name === 'toolResults' ? { results: steering.results } : {};
    const decision = decideCommand(before, command, { at: LATER, ...results });
    expect(decide(before, command).outcome).toBe(decision.outcome);
    const draft = createDraft(state, Date.parse(LATER));
    if (decision.outcome === 'refused') {
      expect(() => steer(draft, steering, 'user')).toThrow(decision.reason);
      expect(draft.entries).toEqual([]);
      return;
    }
    expect(steer(draft, steering, 'user')).toBe(decision.outcome);
    const entries = decision.outcome === 'accepted' ? decision.entries : [];
    expect(written(before, draft)).toEqual(entries);
    expect(draft.state.lifecycle).toEqual(replay(entries, { from: before }));
  });

  it.each(places)('for the deadlines when $place', ({ state }) => {
    const before = state.lifecycle;
    const kind = before.state === 'idle' ? 'idle' : 'maxTime';
    const draft = createDraft(state, Date.parse(LATER));
    passDeadline(draft, Date.parse(LATER), GRACE);
    const { action, entries } = decideDeadline(before, kind, { at: LATER });
    expect(written(before, draft)).toEqual(entries);
    if (action !== 'ask') return;
    const [second, end] = [createDraft(draft.state, Date.parse(LATER) + 30_000), '2026-01-01T00:01:30.000Z'];
    passDeadline(second, Date.parse(end), GRACE);
    const over = decideDeadline(draft.state.lifecycle, 'grace', { at: end });
    expect(over.action).toBe('end');
    expect(written(draft.state.lifecycle, second)).toEqual(over.entries);
    expect(second.state.lifecycle).toMatchObject({ state: 'timed_out', errorCode: 'timeout', intents: [] });
  });

  const OUTPUTS: Readonly<Record<string, { readonly output: Output; readonly server: (draft: Draft) => unknown }>> = {
    'a step': yields({ kind: 'policy_event', content: 'Looking.' }),
    'an answer': yields({ kind: 'answer_event', answer: 'yes' }),
    'an observation': yields({ kind: 'observation_event', text: 'a page' }),
    totals: {
      output: { kind: 'metrics', metrics: {} },
      server: (draft) => recordOutput(draft, { kind: 'metrics', metrics: {} }, RULES),
    },
    'a refused answer': {
      output: { kind: 'refusedAnswer', issues: [{ pointer: '', message: 'no' }], attempt: 1, maxAttempts: 1 },
      server: (draft) => recordOutput(draft, { kind: 'answer_event', answer: 'x' }, REFUSING),
    },
    'a return': { output: { kind: 'returned' }, server: endOfRun },
  };

  it.each(
    places
      // An agent is at work, has been, or was stopped; before it begins it brings nothing.
      .filter(({ state }) => !['queued', 'launching'].includes(state.lifecycle.state))
      .flatMap(({ place, state }) => Object.keys(OUTPUTS).map((title) => ({ place, state, title }))),
  )('for $title when $place', ({ state, title }) => {
    const { output, server } = OUTPUTS[title]!;
    const before = state.lifecycle;
    const draft = createDraft(state, Date.parse(LATER));
    const next = server(draft);
    const decision = decideOutput(before, output, { at: LATER });
    expect(written(before, draft)).toEqual(decision.entries);
    expect(next).toBe(decision.next);
    if (isTerminalState(before)) expect(decision).toEqual({ entries: [], asks: null, next: 'over' });
  });
});

const RULES = { check: () => ({ ok: true, answer: 'yes' }) as const, maxAttempts: 1 };
const REFUSING = { check: () => ({ ok: false, issues: [{ pointer: '', message: 'no' }] }) as const, maxAttempts: 1 };

function yields(output: Exclude<AgentOutput, { kind: 'metrics' }>) {
  return {
    output: { kind: 'event', event: output } as const,
    server: (draft: Draft) => recordOutput(draft, output, RULES),
  };
}

describe('what a command brings about', () => {
  it.each(
    places.flatMap(({ place, state }) =>
      (['message', 'pause', 'resume', 'forceAnswer', 'cancel'] as const)
        .filter(
          (name) => state.lifecycle.intents.length === 0 && decide(state.lifecycle, { name }).outcome === 'accepted',
        )
        .map((name) => ({ place, state, name })),
    ),
  )('is what its cell says: $name when $place', ({ state, name }) => {
    const { lifecycle } = state;
    const draft = createDraft(state, Date.parse(LATER));
    const cell = COMMAND_TABLE[lifecycle.state][name];
    const steering =
      name === 'message' ? { name, messages: [{ type: 'user_message', message: 'x' } as const] } : { name };
    steer(draft, steering, 'user');
    const facts = written(lifecycle, draft).flatMap((entry) => (entry.kind === 'fact' ? [entry.fact] : []));
    const waitsForTools = (lifecycle.resumesTo ?? lifecycle.state) === 'awaitingTools';
    const expected = (cell.facts ?? []).filter((fact) => fact !== 'toolsSettled' || waitsForTools);
    expect(facts).toEqual(cell.after === 'step' ? [] : expected);
    expect(LEAF_STATES[draft.state.lifecycle.state].terminal).toBe(name === 'cancel');
  });
});
