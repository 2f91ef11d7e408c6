import { COMMAND_NAMES } from '@agent-session/protocol';
import { getShortestPaths } from '@xstate/graph';
import { describe, expect, it } from 'vitest';
import { createActor, createMachine, transition, waitFor } from 'xstate';
import {
  COMMAND_TABLE,
  FACT_NAMES,
  LEAF_STATES,
  LEAF_STATE_NAMES,
  allowedFacts,
  decide,
  evolve,
  initialState,
  isSettledState,
  type Command,
  type LogEntry,
  type SessionState,
} from '../src/index.js';
import {
  createSessionMachine,
  fromMachineSnapshot,
  sessionMachine,
  toMachineSnapshot,
  type MachineEvent,
} from '../src/machine/index.js';
import { AT, OPEN_CALLS, everyState, intent, stateAt } from './states.js';

const variants = everyState().flatMap(({ title, state }) => [
  { title, state },
  { title: `${title}, pause pending`, state: { ...state, intents: [intent({ name: 'pause' })] } },
  { title: `${title}, resume pending`, state: { ...state, intents: [intent({ name: 'resume' })] } },
  { title: `${title}, message pending`, state: { ...state, intents: [intent({ name: 'message', text: 'hi' })] } },
  { title: `${title}, calls open`, state: { ...state, ...OPEN_CALLS } },
]);

const commands: readonly Command[] = [
  ...COMMAND_NAMES.map((name) => ({ name })),
  { name: 'toolResults', callIds: ['a'] },
  { name: 'toolResults', callIds: ['z'] },
  { name: 'toolResults', callIds: ['nobody'] },
];

const eventOf = ({ name, ...details }: Command) => ({ type: name, at: AT, ...details }) as MachineEvent;

const isFinal = (state: SessionState) => LEAF_STATES[state.state].terminal && !state.reopen;

describe('the session machine', () => {
  it.each(variants)('agrees with the table of facts in every cell: $title [C3]', ({ state }) => {
    const snapshot = toMachineSnapshot(state);
    for (const fact of FACT_NAMES) {
      const event: MachineEvent = { type: fact, at: AT };
      const isPossible = !isFinal(state) && allowedFacts(state).includes(fact);
      expect(snapshot.can(event), fact).toBe(isPossible);
      const [next] = transition(snapshot.machine, snapshot, event);
      const expected = isPossible ? evolve(state, { kind: 'fact', fact, at: AT }) : state;
      expect(fromMachineSnapshot(next), fact).toEqual(expected);
      expect(next.value, fact).toEqual(toMachineSnapshot(expected).value);
    }
  });

  it.each(variants)('agrees with the decisions on commands in every cell: $title [C3]', ({ state }) => {
    const snapshot = toMachineSnapshot(state);
    for (const command of commands) {
      const isAccepted = !isFinal(state) && decide(state, command).outcome === 'accepted';
      expect(snapshot.can(eventOf(command)), JSON.stringify(command)).toBe(isAccepted);
      const [next] = transition(snapshot.machine, snapshot, eventOf(command));
      const expected = isAccepted ? evolve(state, { kind: 'command', command, outcome: 'accepted', at: AT }) : state;
      expect(fromMachineSnapshot(next)).toEqual(expected);
      expect(next.value).toEqual(snapshot.value);
    }
  });

  it.each(everyState())('is drawn as it moves: $title [C3]', ({ state }) => {
    const drawn = createMachine(
      sessionMachineOf(state).config as never,
      sessionMachineOf(state).implementations as never,
    );
    for (const type of FACT_NAMES) {
      const snapshot = toMachineSnapshot(state);
      const [next] = transition(drawn, drawn.resolveState({ value: snapshot.value, context: state }), {
        type,
        at: AT,
      });
      expect(next.value, type).toEqual(transition(snapshot.machine, snapshot, { type, at: AT })[0].value);
    }
  });

  it('draws in each state the facts that lead on from there and the commands it accepts [C3]', () => {
    for (const leaf of LEAF_STATE_NAMES) {
      const { _nodes } = toMachineSnapshot(stateAt(leaf, { reopen: true }));
      const { on } = _nodes.find(({ key }) => key === (LEAF_STATES[leaf].path[1] ?? leaf))?.config ?? {};
      const leadsOn = everyState().flatMap(({ state }) =>
        state.state !== leaf
          ? []
          : allowedFacts(state).filter((fact) => evolve(state, { kind: 'fact', fact, at: AT }).state !== leaf),
      );
      const accepted = COMMAND_NAMES.filter((name) => COMMAND_TABLE[leaf][name].verdict === 'accepted');
      expect(Object.keys(on ?? {}).toSorted()).toEqual([...new Set([...leadsOn, ...accepted])].toSorted());
    }
  });

  it('turns a state into a snapshot and back without loss [C3]', () => {
    for (const { state } of variants) {
      const snapshot = toMachineSnapshot(state);
      const persisted = JSON.parse(JSON.stringify(snapshot)) as unknown;
      const restored = createActor(sessionMachineOf(state), { snapshot: persisted as never }).start();
      expect(fromMachineSnapshot(restored.getSnapshot())).toEqual(state);
      expect(restored.getSnapshot().value).toEqual(snapshot.value);
      expect(restored.getSnapshot().tags).toEqual(snapshot.tags);
      expect(JSON.parse(JSON.stringify(restored.getPersistedSnapshot()))).toEqual(
        JSON.parse(JSON.stringify(createActor(sessionMachineOf(state), { snapshot }).getPersistedSnapshot())),
      );
      expect(fromMachineSnapshot(snapshot)).toBe(state);
    }
  });

  it('begins where a session begins [C3]', () => {
    const snapshot = createActor(sessionMachine).start().getSnapshot();
    expect(snapshot.value).toEqual({ pending: 'launching' });
    expect(snapshot.context).toEqual(initialState());
    const limits = { maxSteps: 3 };
    const reopening = createActor(createSessionMachine({ reopen: true }), { input: { limits } }).start();
    expect(reopening.getSnapshot().context).toEqual(initialState({ reopen: true, limits }));
    expect(createSessionMachine()).toBe(sessionMachine);
  });

  it('tags what is terminal, and as settled exactly what is settled [C3]', () => {
    for (const { state } of variants) {
      const snapshot = toMachineSnapshot(state);
      expect(snapshot.hasTag('terminal')).toBe(LEAF_STATES[state.state].terminal);
      expect(snapshot.hasTag('settled')).toBe(isSettledState(state));
    }
    const waiting = createActor(sessionMachine, { snapshot: toMachineSnapshot(stateAt('idle')) }).start();
    waiting.send({ type: 'message', text: 'Go on.' });
    expect(waiting.getSnapshot().hasTag('settled')).toBe(false);
  });

  it('is fed every other entry of a log [C3]', () => {
    const entries: readonly LogEntry[] = [
      { kind: 'opened', at: AT, limits: { maxSteps: 2 } },
      { kind: 'event', index: 0, event: { type: 'New', data: 1, timestamp: AT }, at: AT },
      { kind: 'report', at: AT, report: { source: 'status', status: 'idle', steps: 1 } },
      { kind: 'command', command: { name: 'pause' }, outcome: 'unknown', at: AT },
      { kind: 'fact', fact: 'idled', via: ['started'], at: AT },
      { kind: 'violation', from: 'idle', to: 'queued', at: AT },
    ];
    const actor = createActor(sessionMachine).start();
    let state = initialState();
    for (const entry of entries) {
      state = evolve(state, entry);
      expect(actor.getSnapshot().can({ type: 'entry', entry })).toBe(true);
      actor.send({ type: 'entry', entry });
      expect(actor.getSnapshot().context).toEqual(state);
      expect(actor.getSnapshot().value).toEqual(toMachineSnapshot(state).value);
    }
    expect(actor.getSnapshot().value).toEqual({ pending: 'queued' });
  });

  it('takes a fact by name with all that an entry tells of it [C3]', () => {
    const actor = createActor(sessionMachine).start();
    actor.send({ type: 'failed', at: AT, via: ['started'], error: 'Out of memory.', eventIndex: 4 });
    const fact = { kind: 'fact', fact: 'failed', via: ['started'], error: 'Out of memory.', eventIndex: 4 } as const;
    expect(actor.getSnapshot().context).toEqual(evolve(initialState(), { ...fact, at: AT }));
    const untimed = createActor(sessionMachine).start();
    untimed.send({ type: 'started' });
    expect(untimed.getSnapshot().context.startedAt).toBe('1970-01-01T00:00:00.000Z');
  });

  it('is done at an end, with the status and the answer of the last turn, and can nothing there [C3]', async () => {
    const actor = createActor(sessionMachine, { snapshot: toMachineSnapshot(stateAt('working')) }).start();
    const event = { type: 'AgentEvent', data: { kind: 'answer_event', answer: 42 }, timestamp: AT };
    actor.send({ type: 'entry', entry: { kind: 'event', index: 0, event, at: AT } });
    actor.send({ type: 'completed', at: AT });
    const done = await waitFor(actor, ({ status }) => status === 'done');
    expect(done.output).toEqual({
      status: 'completed',
      answer: { value: 42, outcome: null, turn: 1, eventIndex: 0 },
    });
    const later = stateAt('interrupted', { turn: 2, answer: done.output?.answer ?? null });
    expect(toMachineSnapshot(later).output).toEqual({ status: 'interrupted', answer: null });
    for (const command of commands) expect(done.can(eventOf(command))).toBe(false);
    for (const type of FACT_NAMES) expect(done.can({ type })).toBe(false);
    expect(toMachineSnapshot(stateAt('failed'))).toMatchObject({
      status: 'done',
      output: { status: 'failed', answer: null },
    });
  });

  it('goes on after an end where the platform reopens [C3 C20]', () => {
    const machine = createSessionMachine({ reopen: true });
    const actor = createActor(machine).start();
    actor.send({ type: 'interrupted', at: AT });
    expect(actor.getSnapshot()).toMatchObject({ status: 'active', value: 'interrupted' });
    expect(actor.getSnapshot().hasTag('terminal')).toBe(true);
    actor.send({ type: 'message', text: 'Go on.' });
    expect(actor.getSnapshot().hasTag('settled')).toBe(false);
    actor.send({ type: 'reopened', at: AT });
    expect(actor.getSnapshot().value).toEqual({ pending: 'launching' });
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
    const machine = createSessionMachine({ reopen: true });
    const covered = new Set<string>();
    const keyOf = (context: SessionState) => `${context.state} ${context.resumesTo} ${context.turn === 0}`;
    const paths = getShortestPaths(machine, {
      events: FACT_NAMES.map((type): MachineEvent => ({ type, at: AT })),
      serializeState: (snapshot) => keyOf(snapshot.context),
      serializeEvent: (event) => event.type,
      limit: 10_000,
    });
    for (const path of paths) {
      let state = initialState({ reopen: true });
      for (const step of path.steps) {
        const fact = FACT_NAMES.find((name) => name === step.event.type);
        if (fact === undefined) continue;
        state = evolve(state, { kind: 'fact', fact, at: AT });
        expect(toMachineSnapshot(state).value).toEqual(step.state.value);
      }
      for (const fact of FACT_NAMES) {
        const snapshot = toMachineSnapshot(state);
        if (!snapshot.can({ type: fact, at: AT })) continue;
        covered.add(`${state.state} ${fact}`);
        const [next] = transition(machine, snapshot, { type: fact, at: AT });
        expect(next.value).toEqual(toMachineSnapshot(evolve(state, { kind: 'fact', fact, at: AT })).value);
      }
    }
    const reachable = everyState().flatMap(({ state }) => allowedFacts(state).map((fact) => `${state.state} ${fact}`));
    expect([...covered].toSorted()).toEqual([...new Set(reachable)].toSorted());
  });
});

function sessionMachineOf({ reopen }: SessionState) {
  return createSessionMachine({ reopen });
}
