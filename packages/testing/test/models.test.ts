import {
  LEAF_STATE_NAMES,
  decide,
  evolve,
  initialState,
  observe,
  replay,
  type SessionState,
} from '@agent-session/core';
import { SESSION_EVENT_TYPES } from '@agent-session/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ModelMismatchError,
  asModelCommands,
  changesPages,
  illegalRuns,
  legalRuns,
  sessionLogs,
  wireEvents,
  type SessionDriver,
} from '../src/arbitraries.js';
import { lifecyclePaths } from '../src/paths.js';
import { storyOf } from '../src/matchers/story.js';
import '../src/vitest.js';
import { seeds } from '../../../scripts/properties/seeds.ts';

const at = '2026-02-01T00:00:00.000Z';

describe('lifecycle paths', () => {
  const paths = lifecyclePaths();

  test.each(paths)('$title is legal and leads to its state', ({ events, log, state, status, steps }) => {
    expect(events).toBeLegalHistory(besides);
    expect(replay(log).state).toBe(state);
    expect(replay(log).wireStatus).toBe(status);
    expect(steps.at(-1)?.to).toBe(state);
  });

  test('take every edge between two states', () => {
    const edges = new Set(paths.flatMap(({ steps }) => steps.map(({ from, to }) => `${from} ${to}`)));
    expect([...edges].toSorted()).toMatchInlineSnapshot(`
      [
        "awaitingTools completed",
        "awaitingTools failed",
        "awaitingTools idle",
        "awaitingTools interrupted",
        "awaitingTools paused",
        "awaitingTools timed_out",
        "awaitingTools working",
        "idle completed",
        "idle failed",
        "idle interrupted",
        "idle timed_out",
        "idle working",
        "launching failed",
        "launching interrupted",
        "launching launching",
        "launching paused",
        "launching queued",
        "launching timed_out",
        "launching working",
        "paused awaitingTools",
        "paused failed",
        "paused interrupted",
        "paused launching",
        "paused paused",
        "paused timed_out",
        "paused working",
        "queued interrupted",
        "queued launching",
        "working awaitingTools",
        "working completed",
        "working failed",
        "working idle",
        "working interrupted",
        "working paused",
        "working timed_out",
      ]
    `);
  });

  test('reach every state, each once when asked for states', () => {
    const states = lifecyclePaths({ cover: 'states' }).map(({ state }) => state);
    expect(states.toSorted()).toEqual([...LEAF_STATE_NAMES].toSorted());
  });

  test('reopen ended sessions where the platform does', () => {
    const facts = lifecyclePaths({ reopen: true }).map(({ steps }) => steps.at(-1)?.fact);
    expect(facts.filter((fact) => fact === 'reopened')).toHaveLength(4);
  });
});

test('options of models that there are not are refused', () => {
  expect(() => lifecyclePaths({ cover: 'all' as never })).toThrow(`'transitions' or 'states', not "all"`);
  expect(() => lifecyclePaths({ reopn: true } as never)).toThrow(
    'lifecyclePaths() has no "reopn"; it has reopen, cover',
  );
  expect(() => wireEvents({ generation: 'old' as never })).toThrow(`'newest', 'seed' or 'both', not "old"`);
  expect(() => asModelCommands({ reopn: true } as never)).toThrow('asModelCommands() has no "reopn"');
  for (const runs of [legalRuns, illegalRuns, changesPages, sessionLogs]) {
    expect(() => runs({ maxLength: -1 })).toThrow(`"maxLength" of ${runs.name}() must be a whole number`);
    expect(() => runs({ length: 3 } as never)).toThrow(`${runs.name}() has no "length"; it has reopen, maxLength`);
  }
});

/** The type of events in generated runs that no reader knows. */
const besides = { besides: ['SomethingNewEvent'] };

describe('arbitraries', () => {
  test('legal runs are legal, and print as their story', () => {
    fc.assert(
      fc.property(legalRuns(), (run) => {
        expect(run.events).toBeLegalHistory(besides);
        expect(run.log).toBeLegalHistory(besides);
        expect(replay(run.log)).toEqual(run.state);
      }),
    );
    const [run] = fc.sample(legalRuns(), 1);
    expect(fc.stringify(run)).toMatch(/RequestStartEvent -> (launched|queued)/);
  });

  test('illegal runs are illegal at the step they name, and legal before', () => {
    fc.assert(
      fc.property(illegalRuns(), ({ events, illegalAt }) => {
        expect(events).not.toBeLegalHistory();
        expect(events.slice(0, illegalAt)).toBeLegalHistory(besides);
        expect(storyOf(events).steps.find(({ problem }) => problem !== null)?.eventIndex).toBe(illegalAt);
      }),
    );
  });

  test('wire events are of every known type, of both generations, and never break a reader', () => {
    const types = new Set<string>();
    let nested = 0;
    fc.assert(
      fc.property(wireEvents(), (event) => {
        types.add(event.type);
        nested += 'event' in (event.data as object) ? 1 : 0;
        observe(initialState(), { source: 'changes', fromIndex: 0, page: { new_events: [event] }, at } as never);
      }),
      { numRuns: 2000 },
    );
    expect(Object.keys(SESSION_EVENT_TYPES).filter((type) => !types.has(type))).toEqual([]);
    expect(nested).toBeGreaterThan(0);
    const seed = fc.sample(wireEvents({ generation: 'seed' }), 300);
    expect(seed.some(({ type }) => type === 'MetricsUpdateEvent')).toBe(false);
  });

  test('pages add up to their run, and logs replay', () => {
    fc.assert(
      fc.property(changesPages(), ({ run, pages }) => {
        expect(pages.flatMap(({ page }) => page.new_events ?? [])).toEqual(run.events);
        expect(
          pages.every(({ fromIndex }, index) => index === 0 || fromIndex > (pages[index - 1]?.fromIndex ?? 0)),
        ).toBe(true);
      }),
    );
    fc.assert(
      fc.property(sessionLogs({ reopen: true }), (log) => {
        expect(log).toBeLegalHistory(besides);
      }),
    );
  });
});

/** An implementation by the tables; `bug` is what a user might get wrong. */
function driver(bug: 'none' | 'forgets-pauses' | 'pauses-idle' = 'none'): SessionDriver {
  let state: SessionState = initialState();
  return {
    event(event) {
      if (bug === 'forgets-pauses' && event.type === 'AgentRunStatusChangeEvent') return;
      const page = { new_events: [event] };
      for (const entry of observe(state, { source: 'changes', fromIndex: state.nextIndex, page, at } as never)) {
        state = evolve(state, entry);
      }
    },
    command(command) {
      if (bug === 'pauses-idle' && state.state === 'idle' && command.name === 'pause') return 'accepted';
      return decide(state, command).outcome;
    },
    status: () => state.wireStatus,
  };
}

describe('model commands', () => {
  const check = (real: () => SessionDriver, seed?: number) => {
    const { commands, model } = asModelCommands();
    return fc.assert(
      fc.asyncProperty(fc.commands(commands, { maxCommands: 60, size: '+1' }), (run) =>
        fc.asyncModelRun(() => ({ model: model(), real: real() }), run),
      ),
      { numRuns: 200, ...(seed !== undefined && { seed }) },
    );
  };

  test('agree with an implementation that is right', async () => {
    await check(() => driver());
  });

  const failure = (real: () => SessionDriver) =>
    check(real).then(
      () => 'held',
      (error: unknown) => String((error as Error).cause),
    );

  test('find an implementation that forgets pauses, and tell the way there', async () => {
    expect(await failure(() => driver('forgets-pauses'))).toMatch(
      /After launched → paused the session is paused; the implementation says pending\. Before that, it got AgentRunStatusChangeEvent \{"status":"paused"\}/,
    );
  });

  test('print, as counterexample, what happened in the run that failed', async () => {
    for (const seed of seeds(20)) {
      const error = await check(() => driver('forgets-pauses'), seed).then(
        () => null,
        (thrown: unknown) => thrown as Error & { readonly cause: ModelMismatchError },
      );
      const told = error?.cause.story.filter((step) => !step.startsWith('(')).join(',');
      expect(error?.message.replaceAll(/ask \w+,?/g, '')).toContain(`Counterexample: [${told} `);
    }
  });

  test('say what a driver has to be', async () => {
    expect(await failure(() => ({}) as never)).toMatch(/TypeError: "real" is a driver .* has no event\(\)/);
    expect(await failure(() => ({ ...driver(), command: () => true as never }))).toMatch(
      /TypeError: command\(\) of a driver says 'accepted', 'no-op' or 'refused'.*; it said true/,
    );
  });

  test('find an implementation that accepts what the table refuses', async () => {
    expect(await failure(() => driver('pauses-idle'))).toMatch(
      /→ idled.*: pause to a session that is idle is refused by the command table; the implementation says accepted/,
    );
  });
});
