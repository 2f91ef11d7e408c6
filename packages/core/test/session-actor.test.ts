import { describe, expect, it } from 'vitest';
import { CommandRefusedError, IllegalTransitionError, LogGapError, initialState } from '../src/index.js';
import { createSessionActor } from '../src/machine/index.js';
import { AT, stateAt } from './states.js';

const thrownBy = (work: () => void): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('createSessionActor', () => {
  it('runs from a fresh session, or from a state that was kept [C25]', () => {
    expect(createSessionActor().getSnapshot().context).toEqual(initialState());
    const state = stateAt('paused');
    expect(createSessionActor({ state }).getSnapshot().context).toEqual(state);
  });

  it('refuses a command before it is sent, names why, and stays as it was [C25 C6]', () => {
    const actor = createSessionActor({ state: stateAt('completed', { enteredAtEventIndex: 41 }) });
    const seen: unknown[] = [];
    actor.subscribe((snapshot) => seen.push(snapshot));
    const error = thrownBy(() => actor.send({ type: 'pause' }));
    expect(error).toBeInstanceOf(CommandRefusedError);
    expect(error).toMatchObject({
      name: 'CommandRefusedError',
      code: 'command-refused',
      command: 'pause',
      state: 'completed',
      eventIndex: 41,
      reason: 'the session has ended',
      allowed: ['share', 'unshare', 'feedback'],
      message: 'Cannot pause: the session has ended (completed since event 41). Allowed now: share, unshare, feedback.',
    });
    expect(seen).toEqual([]);
  });

  it('refuses a fact without an edge, and an event that leaves a gap [C25 C4 C10]', () => {
    const actor = createSessionActor({ state: stateAt('idle') });
    expect(thrownBy(() => actor.send({ type: 'paused', at: AT }))).toBeInstanceOf(IllegalTransitionError);
    const event = { type: 'New', data: null, timestamp: AT };
    expect(
      thrownBy(() => actor.send({ type: 'recorded', entry: { kind: 'event', index: 3, event, at: AT } })),
    ).toBeInstanceOf(LogGapError);
    expect(actor.getSnapshot().context).toEqual(stateAt('idle'));
  });

  it('sends what can happen, to subscribers too [C25]', () => {
    const actor = createSessionActor();
    const values: unknown[] = [];
    actor.subscribe((snapshot) => values.push(snapshot.value));
    actor.send({ type: 'started', at: AT });
    actor.send({ type: 'pause', at: AT });
    actor.send({ type: 'paused', at: AT });
    expect(values).toEqual([{ running: 'working' }, { running: 'working' }, 'paused']);
    expect(actor.getSnapshot().context.startedAt).toBe(AT);
    expect(actor.getSnapshot().context.intents).toEqual([]);
  });

  it('lets a no-op through, which changes nothing [C25]', () => {
    const actor = createSessionActor({ state: stateAt('paused') });
    actor.send({ type: 'pause' });
    expect(actor.getSnapshot().context).toEqual(stateAt('paused'));
  });

  it('passes inspection on to XState [C25]', () => {
    const inspected: string[] = [];
    const actor = createSessionActor({ inspect: (event) => inspected.push(event.type) });
    actor.send({ type: 'started', at: AT });
    expect(inspected).toContain('@xstate.event');
  });

  it('gives an event without a time the start of the epoch [C25]', () => {
    const actor = createSessionActor();
    actor.send({ type: 'started' });
    expect(actor.getSnapshot().context.startedAt).toBe('1970-01-01T00:00:00.000Z');
  });
});
