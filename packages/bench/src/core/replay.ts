/**
 * Replaying facts, against sending them to an XState actor and against a reducer written by hand for this one purpose.
 * The bare chart has the states and edges of the lifecycle and nothing else: what an actor costs at the least.
 */
import { deepStrictEqual } from 'node:assert/strict';
import { FACT_NAMES, initialState, replay, TRANSITIONS } from '@agent-session/core';
import { sessionMachine } from '@agent-session/core/machine';
import type { FactEntry, FactName, LeafState, SessionState } from '@agent-session/core';
import { createActor, createMachine } from 'xstate';
import { compare } from '../compare.js';

const turn = ['awaitedTools', 'toolsSettled', 'paused', 'resumed', 'idled', 'woken'] as const;
const names: readonly FactName[] = [
  'launched',
  'started',
  ...Array.from({ length: 1_666 }, () => turn).flat(),
  'idled',
  'completed',
];
const facts: readonly FactEntry[] = names.map((fact, index) => ({
  kind: 'fact',
  fact,
  at: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
}));

const byHand = (): SessionState => {
  const draft: { -readonly [Key in keyof SessionState]: SessionState[Key] } = initialState();
  for (const { fact, at } of facts) {
    switch (fact) {
      case 'launched':
        if (draft.turn === 0) draft.turn = 1;
        break;
      case 'started':
      case 'toolsSettled':
        enterRunning(draft, 'working', at);
        break;
      case 'awaitedTools':
        enterRunning(draft, 'awaitingTools', at);
        break;
      case 'paused':
        draft.resumesTo = draft.state === 'awaitingTools' ? 'awaitingTools' : 'working';
        draft.state = draft.status = draft.wireStatus = 'paused';
        break;
      case 'resumed':
        enterRunning(draft, draft.resumesTo === 'awaitingTools' ? 'awaitingTools' : 'working', at);
        draft.resumesTo = null;
        break;
      case 'idled':
        draft.state = draft.status = draft.wireStatus = 'idle';
        draft.idleSince = at;
        if (draft.activeSince !== null) draft.activeMs += Date.parse(at) - Date.parse(draft.activeSince);
        draft.activeSince = null;
        break;
      case 'woken':
        draft.turn += 1;
        draft.activeMs = 0;
        draft.idleSince = null;
        enterRunning(draft, 'working', at);
        break;
      case 'completed':
        draft.state = draft.status = draft.wireStatus = 'completed';
        draft.idleSince = null;
        draft.finishedAt = at;
        break;
      default:
        throw new Error(`${fact} is not in this log.`);
    }
    draft.version += 1;
  }
  return draft;
};

function enterRunning(
  draft: { -readonly [Key in keyof SessionState]: SessionState[Key] },
  state: 'working' | 'awaitingTools',
  at: string,
): void {
  draft.state = state;
  draft.status = 'running';
  draft.wireStatus = state === 'working' ? 'running' : 'awaiting_tool_results';
  draft.startedAt ??= at;
  draft.activeSince ??= at;
}

const bareChart = createMachine({
  initial: 'launching',
  states: Object.fromEntries(
    Object.entries(TRANSITIONS).map(([state, cells]) => [
      state,
      { on: Object.fromEntries(FACT_NAMES.flatMap((fact) => edge(cells[fact]).map((target) => [fact, { target }]))) },
    ]),
  ),
});

/** In the log of this benchmark a pause always goes back to `working`. */
function edge(cell: LeafState | { readonly to: LeafState | 'resumesTo' } | null): LeafState[] {
  if (cell === null) return [];
  const target = typeof cell === 'string' ? cell : cell.to;
  return [target === 'resumesTo' ? 'working' : target];
}

const throughActor = () => {
  const actor = createActor(sessionMachine).start();
  for (const { fact, at } of facts) actor.send({ type: fact, at });
  return actor.getSnapshot();
};
const throughBareChart = () => {
  const actor = createActor(bareChart).start();
  for (const { fact, at } of facts) actor.send({ type: fact, at });
  return actor.getSnapshot();
};

const replayed = replay(facts);
deepStrictEqual(replayed, byHand());
deepStrictEqual(replayed, throughActor().context);
deepStrictEqual(throughBareChart().value, 'completed');

const repeated = (iterations: number, work: () => unknown) => ({
  iterations: iterations * facts.length,
  run: () => {
    for (let iteration = 0; iteration < iterations; iteration += 1) work();
  },
});

await compare({
  contenders: {
    replay: repeated(10, () => replay(facts)),
    'reducer by hand': repeated(10, byHand),
    'actor.send, bare chart': repeated(1, throughBareChart),
    'actor.send, session machine': repeated(1, throughActor),
  },
  subject: 'replay',
  figures: [
    { name: 'core/replay-against-actor-send', against: 'actor.send, bare chart', bound: { atLeast: 10 } },
    { name: 'core/replay-against-reducer-by-hand', against: 'reducer by hand', bound: { atLeast: 0.8 } },
  ],
});
