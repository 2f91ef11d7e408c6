import { describe, expect, it } from 'vitest';
import { evolve } from './evolve.js';
import { initialState } from './initial-state.js';
import { observe } from './observe.js';
import { createSessionActor } from './session-actor.js';

const at = '2026-01-01T00:00:00.000Z';

describe('smoke', () => {
  it('follows a page', () => {
    let state = initialState();
    const page = {
      status: 'completed',
      new_events: [
        { type: 'RequestStartEvent', data: {}, timestamp: at },
        { type: 'AgentStartedEvent', data: {}, timestamp: at },
        { type: 'AgentCompletionEvent', data: { reason: 'finished' }, timestamp: at },
      ],
    };
    const entries = observe(state, { source: 'changes', fromIndex: 0, page, at });
    for (const e of entries) state = evolve(state, e);
    expect(entries.map((e) => (e.kind === 'fact' ? e.fact : e.kind))).toEqual([
      'event',
      'launched',
      'event',
      'started',
      'event',
      'completed',
    ]);
    expect(state.status).toBe('completed');
  });
  it('actor refuses', () => {
    const actor = createSessionActor();
    actor.send({ type: 'started', at });
    expect(actor.getSnapshot().value).toEqual({ running: 'working' });
    expect(actor.getSnapshot().can({ type: 'pause' })).toBe(true);
    expect(actor.getSnapshot().can({ type: 'launched', at })).toBe(false);
    expect(() => actor.send({ type: 'launched', at })).toThrow(/cannot happen/);
  });
});
