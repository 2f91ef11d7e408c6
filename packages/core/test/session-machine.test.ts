import { COMMAND_NAMES } from '@agent-session/protocol';
import { getShortestPaths } from '@xstate/graph';
import { describe, expect, it } from 'vitest';
import { createActor, transition } from 'xstate';
import {
  FACT_NAMES,
  LEAF_STATE_NAMES,
  allowedFacts,
  decide,
  evolve,
  initialState,
  type Command,
  type SessionState,
} from '../src/index.js';
import { fromMachineSnapshot, sessionMachine, toMachineSnapshot, type MachineEvent } from '../src/machine/index.js';
import { AT, OPEN_CALLS, everyState, intent, stateAt } from './states.js';

const variants = everyState().flatMap(({ title, state }) => [
  { title, state },
  { title: `${title}, pause pending`, state: { ...state, intents: [intent({ name: 'pause' })] } },
  { title: `${title}, resume pending`, state: { ...state, intents: [intent({ name: 'resume' })] } },
  { title: `${title}, calls open`, state: { ...state, ...OPEN_CALLS } },
]);

const commands: readonly Command[] = [
  ...COMMAND_NAMES.map((name) => ({ name })),
  { name: 'toolResults', callIds: ['a'] },
  { name: 'toolResults', callIds: ['z'] },
  { name: 'toolResults', callIds: ['nobody'] },
];

const eventOf = ({ name, ...details }: Command) => ({ type: name, at: AT, ...details }) as MachineEvent;

describe('the session machine', () => {
  it.each(variants)('agrees with the table of facts in every cell: $title [C3]', ({ state }) => {
    const snapshot = toMachineSnapshot(state);
    for (const fact of FACT_NAMES) {
      const event: MachineEvent = { type: fact, at: AT };
      const isAllowed = allowedFacts(state).includes(fact);
      expect(snapshot.can(event), fact).toBe(isAllowed);
      const [next] = transition(sessionMachine, snapshot, event);
      const expected = isAllowed ? evolve(state, { kind: 'fact', fact, at: AT }) : state;
      expect(fromMachineSnapshot(next), fact).toEqual(expected);
      expect(next.value, fact).toEqual(toMachineSnapshot(expected).value);
    }
  });

  it.each(variants)('agrees with the decisions on commands in every cell: $title [C3]', ({ state }) => {
    const snapshot = toMachineSnapshot(state);
    for (const command of commands) {
      const isAccepted = decide(state, command).outcome === 'accepted';
      expect(snapshot.can(eventOf(command)), JSON.stringify(command)).toBe(isAccepted);
      const [next] = transition(sessionMachine, snapshot, eventOf(command));
      const expected = isAccepted ? evolve(state, { kind: 'command', command, outcome: 'accepted', at: AT }) : state;
      expect(fromMachineSnapshot(next)).toEqual(expected);
      expect(next.value).toEqual(snapshot.value);
    }
  });

  it('turns a state into a snapshot and back without loss [C3]', () => {
    for (const { state } of everyState()) {
      const persisted = JSON.parse(JSON.stringify(toMachineSnapshot(state))) as unknown;
      const restored = createActor(sessionMachine, { snapshot: persisted as never }).start();
      expect(fromMachineSnapshot(restored.getSnapshot())).toEqual(state);
      expect(fromMachineSnapshot(toMachineSnapshot(state))).toBe(state);
    }
  });

  it('begins where a session begins [C3]', () => {
    const snapshot = createActor(sessionMachine).start().getSnapshot();
    expect(snapshot.value).toEqual({ pending: 'launching' });
    expect(snapshot.context).toEqual(initialState());
    const reopening = createActor(sessionMachine, { input: { reopen: true } }).start();
    expect(reopening.getSnapshot().context).toEqual(initialState({ reopen: true }));
  });

  it('tags what is settled and what is terminal [C3]', () => {
    const tagged = (tag: 'settled' | 'terminal') =>
      LEAF_STATE_NAMES.filter((leaf) => toMachineSnapshot(stateAt(leaf)).hasTag(tag));
    expect(tagged('terminal')).toEqual(['completed', 'timed_out', 'interrupted', 'failed']);
    expect(tagged('settled')).toEqual(['idle', 'completed', 'timed_out', 'interrupted', 'failed']);
  });

  it('folds every other entry of a log without moving [C3]', () => {
    const entry = { kind: 'event', index: 0, event: { type: 'New', data: 1, timestamp: AT }, at: AT } as const;
    const [next] = transition(sessionMachine, toMachineSnapshot(stateAt('idle')), { type: 'recorded', entry });
    expect(next.value).toBe('idle');
    expect(next.context.nextIndex).toBe(1);
  });

  it('has no timers, invokes or wildcards anywhere [C3]', () => {
    for (const leaf of LEAF_STATE_NAMES) {
      for (const node of toMachineSnapshot(stateAt(leaf))._nodes) {
        expect(node.invoke).toEqual([]);
        expect(node.after).toEqual([]);
        expect(node.always ?? []).toEqual([]);
        expect(Object.keys(node.config.on ?? {})).not.toContain('*');
      }
    }
  });

  it('is walked by @xstate/graph through every cell that has an edge, and the fold goes the same way [C2 C3]', () => {
    const covered = new Set<string>();
    const events = FACT_NAMES.map((type): MachineEvent => ({ type, at: AT }));
    const keyOf = (context: SessionState) => `${context.state} ${context.resumesTo} ${context.turn === 0}`;
    const paths = getShortestPaths(sessionMachine, {
      events,
      input: { reopen: true },
      serializeState: (snapshot) => keyOf(snapshot.context),
      serializeEvent: (event) => event.type,
      limit: 10_000,
    });
    for (const path of paths) {
      let state = initialState({ reopen: true });
      for (const step of path.steps) {
        if (!isFact(step.event.type)) continue;
        state = evolve(state, { kind: 'fact', fact: step.event.type, at: AT });
        expect(toMachineSnapshot(state).value).toEqual(step.state.value);
      }
      for (const fact of FACT_NAMES) {
        const snapshot = toMachineSnapshot(state);
        if (!snapshot.can({ type: fact, at: AT })) continue;
        covered.add(`${state.state} ${fact}`);
        const [next] = transition(sessionMachine, snapshot, { type: fact, at: AT });
        expect(next.value).toEqual(toMachineSnapshot(evolve(state, { kind: 'fact', fact, at: AT })).value);
      }
    }
    const reachable = everyState().flatMap(({ state }) => allowedFacts(state).map((fact) => `${state.state} ${fact}`));
    expect([...covered].toSorted()).toEqual([...new Set(reachable)].toSorted());
  });
});

function isFact(type: string): type is (typeof FACT_NAMES)[number] {
  return (FACT_NAMES as readonly string[]).includes(type);
}
