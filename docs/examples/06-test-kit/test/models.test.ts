import {
  asModelCommands,
  illegalRuns,
  legalRuns,
  wireEvents,
  type SessionDriver,
} from '@agent-session/testing/arbitraries';
import { lifecyclePaths } from '@agent-session/testing/paths';
import type { SessionEvent } from '@agent-session/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import '@agent-session/testing/vitest';
import { badgeOf, stepsIn } from '../src/session-badge.js';
import { SessionStore } from '../src/session-store.js';

test.each(lifecyclePaths())('the store follows $title, and the badge has a word for it', ({ events, status }) => {
  const store = new SessionStore();
  for (const event of events) store.take(event);
  expect(store.status).toBe(status);
  expect(badgeOf(status).label).toMatch(/^[a-z ]+$/);
});

/** Generated runs hold events of a type that no reader knows: a platform of next year sends them. */
const besides = { besides: ['SomethingNewEvent'] };

test('steps are counted in any run', () => {
  fc.assert(
    fc.property(legalRuns(), ({ events }) => {
      expect(events).toBeLegalHistory(besides);
      expect(stepsIn(events)).toBeLessThanOrEqual(events.length);
    }),
  );
});

test('what cannot happen is noticed', () => {
  fc.assert(
    fc.property(illegalRuns(), ({ events }) => {
      expect(events).not.toBeLegalHistory();
    }),
  );
});

test('no event of any generation breaks the counter', () => {
  fc.assert(fc.property(wireEvents(), (event) => stepsIn([event]) >= 0));
});

/** The store as the model drives it. `command` says what the store makes of a command; `undefined` is no opinion. */
function driverOf(store: SessionStore): SessionDriver {
  return {
    event: (event) => store.take(event),
    status: () => store.status,
    command({ name }) {
      if (name !== 'pause') return undefined;
      if (store.status === 'paused') return 'no-op';
      return store.canPause ? 'accepted' : 'refused';
    },
  };
}

const follow = (makeStore: () => SessionStore) => {
  const { commands, model } = asModelCommands();
  return fc.assert(
    fc.asyncProperty(fc.commands(commands), (run) =>
      fc.asyncModelRun(() => ({ model: model(), real: driverOf(makeStore()) }), run),
    ),
  );
};

test('my store is where the lifecycle is, whatever happens', async () => {
  await follow(() => new SessionStore());
});

test('a store that is wrong is found, with the shortest way there', async () => {
  class Forgetful extends SessionStore {
    override take(event: SessionEvent): void {
      if (event.type !== 'AgentRunStatusChangeEvent') super.take(event);
    }
  }
  const error = await follow(() => new Forgetful()).catch((thrown: unknown) => thrown);
  // fast-check prints the seed and the path that run it again; the cause is what the store got wrong.
  expect((error as Error).message).toMatch(/seed: -?\d+, path: ".*Counterexample: \[launched,paused/s);
  expect((error as Error).cause).toMatchObject({ code: 'model-mismatch', expected: 'paused', actual: 'pending' });
});
