import { describe, expect, it } from 'vitest';
import { explore, replayTrace, type Model, type Step } from '../src/explore.js';

/** A walk on the numbers from 0 to 9. */
const walk: Model<number> = {
  initial: 0,
  key: String,
  steps: () => [
    { label: 'one up', take: (n) => (n < 9 ? n + 1 : null) },
    { label: 'three up', take: (n) => (n < 7 ? n + 3 : null) },
    { label: 'one down', take: (n) => (n > 0 ? n - 1 : null) },
  ],
};

const step = (label: string, take: Step<number>['take']): Step<number> => ({ label, take });

describe('explore', () => {
  it('visits every state and finds nothing wrong with one that is right', () => {
    expect(explore(walk, { representatives: 1 })).toEqual({ states: 10, transitions: 25, depth: 4, findings: [] });
  });

  it('gives the shortest trace to what is wrong, one of each kind, with how often it was seen', () => {
    const { findings } = explore(
      {
        ...walk,
        check: (n, found) => {
          if (n >= 6) found('too high', `${n}`);
        },
      },
      { representatives: 1 },
    );
    expect(findings).toEqual([{ kind: 'too high', detail: '6', trace: ['three up', 'three up'], count: 4 }]);
  });

  it('checks every step, with the state before and after it', () => {
    const { findings } = explore({
      ...walk,
      checkStep: (before, { label }, after, found) => {
        if (label === 'one down' && before - after === 1 && after === 4) found('came down to four');
      },
    });
    expect(findings).toMatchObject([{ trace: ['one up', 'one up', 'three up', 'one down'] }]);
  });

  it('takes a step that throws for a finding and goes on', () => {
    const steps = [
      ...walk.steps(0),
      step('ask', (n) => {
        if (n === 2) throw new RangeError('not two');
        return null;
      }),
    ];
    const { findings, states } = explore({ ...walk, steps: () => steps }, { representatives: 1 });
    expect(findings).toEqual([
      { kind: '"ask" throws', detail: 'RangeError: not two', trace: ['one up', 'one up', 'ask'], count: 1 },
    ]);
    expect(states).toBe(10);
  });

  it('fails when it is cut short, for it knows nothing of the states it did not visit', () => {
    const endless: Model<number> = { initial: 0, key: String, steps: () => [step('up', (n) => n + 1)] };
    const { findings } = explore(endless, { maxStates: 100 });
    expect(findings).toMatchObject([{ kind: 'cut short', detail: 'there are more than 100 states' }]);
  });

  it('does not fail when the states are as many as its budget', () => {
    expect(explore(walk, { maxStates: 10 }).findings).toEqual([]);
  });

  it('notices a key that leaves out what counts, and says where two states with one key part', () => {
    const { findings } = explore({ ...walk, key: (n) => String(n % 3) });
    expect(findings).toMatchObject([{ kind: 'states with one key differ' }]);
    expect(findings[0]?.detail).toMatch(/^"one down" leads to \w+ here and to \w+ after \[.*\]$/);
  });

  it('believes the key when it is told to follow one state for each', () => {
    expect(explore({ ...walk, key: (n) => String(n % 3) }, { representatives: 1 }).findings).toEqual([]);
  });

  it('finds the states from which a goal is out of reach', () => {
    const model: Model<number> = {
      initial: 0,
      key: String,
      steps: () => [step('on', (n) => (n < 3 ? n + 1 : null)), step('astray', (n) => (n === 1 ? 10 : null))],
      goals: { 'the third': (n) => n === 3 },
    };
    expect(explore(model).findings).toEqual([
      { kind: 'the third is out of reach', detail: '', trace: ['on', 'astray'], count: 1 },
    ]);
  });

  it('stops after as many kinds of findings as are wanted', () => {
    const { findings, states } = explore(
      { ...walk, check: (n, found) => found(`at ${n}`) },
      { maxFindings: 2, representatives: 1 },
    );
    expect(findings.map(({ kind }) => kind)).toEqual(['at 0', 'at 1']);
    expect(states).toBeLessThan(10);
  });

  it('refuses options there are not', () => {
    expect(() => explore(walk, { budget: 1 } as never)).toThrow(TypeError);
  });
});

describe('replayTrace', () => {
  const model: Model<number> = {
    ...walk,
    check: (n, found) => {
      if (n >= 6) found('too high', `${n}`);
    },
  };

  it('goes the way again and finds the same', () => {
    const [finding] = explore(model).findings;
    const { states, findings } = replayTrace(model, finding?.trace ?? []);
    expect(states).toEqual([0, 3, 6]);
    expect(findings).toEqual([{ kind: 'too high', detail: '6', trace: ['three up', 'three up'] }]);
  });

  it('names the step that cannot happen', () => {
    expect(() => replayTrace(model, ['one up', 'fly'])).toThrow('"fly" cannot happen after [one up].');
    expect(() => replayTrace(model, ['one down'])).toThrow('"one down" cannot happen after [].');
  });

  it('ends where a step throws', () => {
    const throwing = {
      ...model,
      steps: () => [
        step('fail', () => {
          throw new Error('no');
        }),
      ],
    };
    expect(replayTrace(throwing, ['fail', 'fail'])).toEqual({
      states: [0],
      findings: [{ kind: '"fail" throws', detail: 'Error: no', trace: ['fail'] }],
    });
  });
});
