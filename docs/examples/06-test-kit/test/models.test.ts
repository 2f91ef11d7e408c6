import {
  asModelCommands,
  illegalRuns,
  legalRuns,
  wireEvents,
  type SessionDriver,
} from '@agent-session/testing/arbitraries';
import { lifecyclePaths } from '@agent-session/testing/paths';
import { evolve, initialState, observe, type SessionState } from '@agent-session/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import '@agent-session/testing/vitest';
import { badgeOf, stepsIn } from '../src/session-badge.js';

test.each(lifecyclePaths())('the badge knows where $title leads', ({ status }) => {
  expect(badgeOf(status).label).toMatch(/^[a-z ]+$/);
});

test('steps are counted in any run', () => {
  fc.assert(
    fc.property(legalRuns(), ({ events }) => {
      expect(events).toBeLegalHistory();
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

/** The implementation under test: any store of your own that keeps up with a session. */
function myStore(): SessionDriver {
  let state: SessionState = initialState();
  return {
    event(event) {
      const page = { status: state.wireStatus, new_events: [event] };
      const at = '2026-01-01T00:00:00.000Z';
      for (const entry of observe(state, { source: 'changes', fromIndex: state.nextIndex, page, at })) {
        // A page of one event says nothing of the status by itself.
        if (entry.kind !== 'report') state = evolve(state, entry);
      }
    },
    status: () => state.wireStatus,
  };
}

test('my store is where the lifecycle is, whatever happens', async () => {
  const { commands, model } = asModelCommands({ commands: false });
  await fc.assert(
    fc.asyncProperty(fc.commands([...commands]), (run) =>
      fc.asyncModelRun(() => ({ model: model(), real: myStore() }), run),
    ),
  );
});
