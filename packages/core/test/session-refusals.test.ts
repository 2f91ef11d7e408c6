import { describe, expect, it } from 'vitest';
import { createActor, sendTo, setup, transition } from 'xstate';
import {
  CommandRefusedError,
  IllegalTransitionError,
  LogGapError,
  type LogEntry,
  type SessionState,
} from '../src/index.js';
import { createSessionMachine, sessionMachine, toMachineSnapshot, type Refusal } from '../src/machine/index.js';
import { AT, stateAt } from './states.js';

const thrownBy = (work: () => void): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

function actorAt(state: SessionState, machine = sessionMachine) {
  const actor = createActor(machine, { snapshot: toMachineSnapshot(state) });
  const refused: Refusal[] = [];
  actor.on('refused', ({ error }) => refused.push(error));
  return { actor: actor.start(), refused };
}

const late: LogEntry = { kind: 'event', index: 3, event: { type: 'New', data: null, timestamp: AT }, at: AT };

/** A parent that passes on whatever it is told to. */
function parentOf(machine: typeof sessionMachine) {
  const parent = setup({
    types: { events: {} as { readonly type: 'pass'; readonly on: never } },
    actors: { session: machine },
  }).createMachine({
    invoke: { id: 'session', src: 'session' },
    on: { pass: { actions: sendTo('session', ({ event }) => event.on) } },
  });
  const actor = createActor(parent).start();
  const child = actor.getSnapshot().children.session;
  if (child === undefined) throw new Error('The parent has no session.');
  return { actor, child };
}

describe('an actor of the session machine', () => {
  it('refuses a command, names why, tells who listens, and stays as it was [C25 C6]', () => {
    const { actor, refused } = actorAt(stateAt('idle', { enteredAtEventIndex: 41 }));
    const before = actor.getSnapshot();
    const error = thrownBy(() => actor.send({ type: 'pause' }));
    expect(error).toBeInstanceOf(CommandRefusedError);
    expect(error).toMatchObject({ code: 'command-refused', command: 'pause', state: 'idle', eventIndex: 41 });
    expect(String(error)).toContain(
      'Cannot pause: the agent is idle: there is nothing to pause (idle since event 41).',
    );
    expect(refused).toEqual([error]);
    expect(actor.getSnapshot()).toBe(before);
    actor.send({ type: 'woken', at: AT });
    expect(actor.getSnapshot().value).toEqual({ running: 'working' });
  });

  it('refuses a fact without an edge, and an event that leaves a gap [C25 C4 C10]', () => {
    const { actor, refused } = actorAt(stateAt('idle'));
    expect(thrownBy(() => actor.send({ type: 'paused', at: AT }))).toBeInstanceOf(IllegalTransitionError);
    expect(thrownBy(() => actor.send({ type: 'entry', entry: late }))).toBeInstanceOf(LogGapError);
    expect(refused.map(({ name }) => name)).toEqual(['IllegalTransitionError', 'LogGapError']);
    expect(actor.getSnapshot().context).toEqual(stateAt('idle'));
  });

  it('tells what a parent sent that cannot happen, and both go on [C25]', () => {
    const { actor, child } = parentOf(sessionMachine);
    const refused: Refusal[] = [];
    child.on('refused', ({ error }) => refused.push(error));
    const before = child.getSnapshot();
    for (const on of [{ type: 'idled', at: AT }, { type: 'resume' }, { type: 'entry', entry: late }]) {
      actor.send({ type: 'pass', on: on as never });
    }
    expect(refused.map(({ name }) => name)).toEqual(['IllegalTransitionError', 'CommandRefusedError', 'LogGapError']);
    expect(child.getSnapshot()).toBe(before);
    expect(actor.getSnapshot().status).toBe('active');
    actor.send({ type: 'pass', on: { type: 'started', at: AT } as never });
    expect(child.getSnapshot().value).toEqual({ running: 'working' });
  });

  it('throws to who sends to a child directly [C25]', () => {
    const { actor, child } = parentOf(sessionMachine);
    const refused: Refusal[] = [];
    child.on('refused', ({ error }) => refused.push(error));
    expect(thrownBy(() => child.send({ type: 'idled', at: AT }))).toBeInstanceOf(IllegalTransitionError);
    expect(refused).toHaveLength(1);
    expect(actor.getSnapshot().status).toBe('active');
  });

  it('throws once in a system of many, to the sender of the event alone [C25]', () => {
    const machine = setup({ actors: { session: sessionMachine } }).createMachine({
      invoke: [
        { id: 'one', src: 'session' },
        { id: 'other', src: 'session' },
      ],
    });
    const { one, other } = createActor(machine).start().getSnapshot().children as Record<
      string,
      ReturnType<typeof parentOf>['child']
    >;
    const refused: string[] = [];
    one?.on('refused', () => refused.push('one'));
    other?.on('refused', () => refused.push('other'));
    expect(thrownBy(() => other?.send({ type: 'idled', at: AT }))).toBeInstanceOf(IllegalTransitionError);
    expect(refused).toEqual(['other']);
  });

  it('refuses as loudly with implementations of its own [C25]', () => {
    const machine = sessionMachine.provide({ actions: {} }).provide({});
    const { actor, refused } = actorAt(stateAt('idle'), machine);
    expect(thrownBy(() => actor.send({ type: 'resume' }))).toBeInstanceOf(CommandRefusedError);
    expect(refused).toHaveLength(1);
    const { actor: parent, child } = parentOf(machine);
    child.on('refused', ({ error }) => refused.push(error));
    parent.send({ type: 'pass', on: { type: 'idled' } as never });
    expect(refused).toHaveLength(2);
  });

  it('refuses after its end, and where it was stopped [C25]', () => {
    const { actor } = actorAt(stateAt('completed', { enteredAtEventIndex: 41 }));
    expect(actor.getSnapshot().status).toBe('done');
    expect(String(thrownBy(() => actor.send({ type: 'pause' })))).toContain(
      'Cannot pause: the session has ended (completed since event 41). Allowed now: share, unshare, feedback.',
    );
    const stopped = actorAt(stateAt('idle')).actor.stop();
    expect(thrownBy(() => stopped.send({ type: 'pause' }))).toBeInstanceOf(CommandRefusedError);
  });

  it('cannot tell before it has started, nor while it is at work: then it emits and does not throw [C25]', () => {
    const early = createActor(sessionMachine);
    const refused: string[] = [];
    early.on('refused', ({ error }) => refused.push(error.name));
    early.send({ type: 'idled', at: AT });
    early.send({ type: 'started', at: AT });
    early.start();
    expect(refused).toEqual(['IllegalTransitionError']);
    expect(early.getSnapshot().value).toEqual({ running: 'working' });

    const { actor, refused: later } = actorAt(stateAt('working'));
    const subscription = actor.subscribe(({ value }) => {
      if (value !== 'paused') return;
      // The second one can happen only because the first one comes before it.
      actor.send({ type: 'resumed', at: AT });
      actor.send({ type: 'idled', at: AT });
      actor.send({ type: 'resume' });
    });
    actor.send({ type: 'paused', at: AT });
    subscription.unsubscribe();
    expect(actor.getSnapshot().value).toBe('idle');
    expect(later.map(({ name }) => name)).toEqual(['CommandRefusedError']);
    expect(thrownBy(() => actor.send({ type: 'resume' }))).toBeInstanceOf(CommandRefusedError);
  });

  it('lets a no-op through, which changes nothing, and ignores what is not for it [C25]', () => {
    const { actor, refused } = actorAt(stateAt('paused'));
    const before = actor.getSnapshot();
    actor.send({ type: 'pause' });
    actor.send({ type: 'somebody.else' } as never);
    expect(actor.getSnapshot()).toBe(before);
    expect(refused).toEqual([]);
  });

  it('leaves a snapshot as it was in pure transitions [C25]', () => {
    const snapshot = toMachineSnapshot(stateAt('idle'));
    expect(transition(sessionMachine, snapshot, { type: 'resume' })[0]).toBe(snapshot);
    const end = toMachineSnapshot(stateAt('completed'));
    expect(transition(sessionMachine, end, { type: 'share' })[0]).toBe(end);
  });

  it('is inspected, subscribed to and stopped as any actor [C25]', () => {
    const told: string[] = [];
    const actor = createActor(createSessionMachine({ reopen: true }), { inspect: ({ type }) => told.push(type) });
    const values: unknown[] = [];
    actor.subscribe({ next: ({ value }) => values.push(value), complete: () => values.push('complete') });
    actor.start();
    actor.send({ type: 'started', at: AT });
    actor.send({ type: 'paused', at: AT });
    actor.stop();
    expect(values).toEqual([{ pending: 'launching' }, { running: 'working' }, 'paused', 'complete']);
    expect(actor.getSnapshot().status).toBe('stopped');
    expect(new Set(told)).toEqual(new Set(['@xstate.actor', '@xstate.event', '@xstate.snapshot', '@xstate.microstep']));
  });
});
