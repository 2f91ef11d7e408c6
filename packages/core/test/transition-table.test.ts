import { describe, expect, it } from 'vitest';
import {
  COMMAND_TABLE,
  FACT_NAMES,
  IllegalTransitionError,
  LEAF_STATES,
  LEAF_STATE_NAMES,
  TRANSITIONS,
  WIRE_FACTS,
  allowedFacts,
  evolve,
  type FactName,
  type LeafState,
} from '../src/index.js';
import { AT, everyState, stateAt } from './states.js';

/** The lifecycle as it is drawn, written down a second time: from, then fact and target. */
const DRAWN: Readonly<Record<LeafState, string>> = {
  queued: 'dequeued>launching interrupted>interrupted',
  launching: 'started>working paused>paused timedOut>timed_out interrupted>interrupted failed>failed',
  working:
    'paused>paused idled>idle awaitedTools>awaitingTools completed>completed timedOut>timed_out interrupted>interrupted failed>failed',
  awaitingTools:
    'paused>paused idled>idle toolsSettled>working completed>completed timedOut>timed_out interrupted>interrupted failed>failed',
  paused: 'resumed>working timedOut>timed_out interrupted>interrupted failed>failed',
  idle: 'woken>working completed>completed timedOut>timed_out interrupted>interrupted failed>failed',
  completed: '',
  timed_out: '',
  interrupted: '',
  failed: '',
};

const outcome = (state: ReturnType<typeof stateAt>, fact: FactName) => {
  try {
    return evolve(state, { kind: 'fact', fact, at: AT });
  } catch (error) {
    expect(error).toBeInstanceOf(IllegalTransitionError);
    return null;
  }
};

describe('the transition table', () => {
  it.each(LEAF_STATE_NAMES)('leads from %s where the lifecycle is drawn to lead, and nowhere else [C2]', (leaf) => {
    const moves = FACT_NAMES.flatMap((fact) => {
      const next = outcome(stateAt(leaf), fact);
      return next === null || next.state === leaf ? [] : [`${fact}>${next.state}`];
    });
    expect(moves.join(' ')).toBe(DRAWN[leaf]);
  });

  it.each(everyState())('is what the fold does, cell by cell: $title [C2]', ({ state }) => {
    for (const fact of FACT_NAMES) {
      const next = outcome(state, fact);
      expect(next !== null, fact).toBe(allowedFacts(state).includes(fact));
      if (next === null) continue;
      const { status, word } = LEAF_STATES[next.state];
      expect(next).toMatchObject({ status, wireStatus: word, version: state.version + 1 });
      expect(next.resumesTo === null, fact).toBe(next.state !== 'paused');
    }
  });

  it.each(['launching', 'working', 'awaitingTools'] as const)('resumes to %s what was paused there [C2]', (leaf) => {
    const paused = evolve(stateAt(leaf), { kind: 'fact', fact: 'paused', at: AT });
    expect(paused).toMatchObject({ state: 'paused', resumesTo: leaf });
    expect(evolve(paused, { kind: 'fact', fact: 'resumed', at: AT })).toMatchObject({ state: leaf, resumesTo: null });
  });

  it.each([
    { fact: 'awaitedTools', from: 'working', to: 'awaitingTools' },
    { fact: 'toolsSettled', from: 'awaitingTools', to: 'working' },
    { fact: 'started', from: 'launching', to: 'working' },
    { fact: 'started', from: 'awaitingTools', to: 'awaitingTools' },
    { fact: 'paused', from: 'awaitingTools', to: 'awaitingTools' },
  ] as const)('keeps a pause at $from paused on $fact and resumes to $to [C2]', ({ fact, from, to }) => {
    const next = evolve(stateAt('paused', { resumesTo: from }), { kind: 'fact', fact, at: AT });
    expect(next).toMatchObject({ state: 'paused', status: 'paused', resumesTo: to });
  });

  it('changes nothing but the count of entries on a repeat [C2]', () => {
    const repeats: readonly (readonly [LeafState, FactName])[] = [
      ['queued', 'queued'],
      ['launching', 'launched'],
      ['launching', 'dequeued'],
      ['launching', 'resumed'],
      ['launching', 'reopened'],
      ['working', 'started'],
      ['working', 'woken'],
      ['working', 'resumed'],
      ['working', 'toolsSettled'],
      ['awaitingTools', 'awaitedTools'],
      ['awaitingTools', 'resumed'],
      ['paused', 'paused'],
      ['idle', 'idled'],
      ['completed', 'completed'],
      ['timed_out', 'timedOut'],
      ['interrupted', 'interrupted'],
      ['failed', 'failed'],
    ];
    for (const [leaf, fact] of repeats) {
      const state = stateAt(leaf);
      expect(evolve(state, { kind: 'fact', fact, at: '2026-02-02T00:00:00.000Z' })).toEqual({ ...state, version: 1 });
    }
  });

  it('has every cell [C1]', () => {
    for (const state of LEAF_STATE_NAMES) {
      expect(Object.keys(TRANSITIONS[state])).toEqual([...FACT_NAMES]);
      for (const { note } of Object.values(COMMAND_TABLE[state])) expect(note).not.toBe('');
    }
    expect(Object.keys(WIRE_FACTS)).toEqual([...FACT_NAMES]);
  });

  it('says a fact nobody can fold with where, what and what could be [C4]', () => {
    const state = stateAt('completed', { version: 41 });
    const error = (() => {
      try {
        evolve(state, { kind: 'fact', fact: 'paused', at: AT });
      } catch (thrown) {
        return thrown as IllegalTransitionError;
      }
      throw new Error('nothing was thrown');
    })();
    expect(error).toMatchObject({
      name: 'IllegalTransitionError',
      code: 'illegal-transition',
      from: 'completed',
      fact: 'paused',
      index: 41,
      allowed: ['completed'],
    });
    expect(error.message).toBe(
      'Entry 41 of the log says "paused", which cannot happen to a session that is completed. Possible there: completed. ' +
        'Check where the log was recorded, or recover its good prefix.',
    );
    expect(state).toEqual(stateAt('completed', { version: 41 }));
  });

  it('leads nowhere from an end, to an unknown place included, unless the platform reopens [C5 C20]', () => {
    for (const leaf of ['completed', 'timed_out', 'interrupted', 'failed'] as const) {
      expect(allowedFacts(stateAt(leaf))).toHaveLength(1);
      expect(allowedFacts(stateAt(leaf, { reopen: true }))).toContain('reopened');
    }
  });

  it('creates a session queued only before anything was seen of it [C2]', () => {
    expect(allowedFacts(stateAt('launching'))).not.toContain('queued');
    expect(allowedFacts(stateAt('launching', { turn: 0 }))).toContain('queued');
  });
});
