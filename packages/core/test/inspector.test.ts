import { createInspector } from '@statelyai/inspect';
import { expect, test } from 'vitest';
import { createActor } from 'xstate';
import { sessionMachine } from '../src/machine/index.js';

test("Stately's inspector is told the machine, each event and each snapshot, as data it can draw", async () => {
  const told: { readonly type: string; readonly json: string }[] = [];
  // The inspector tells in idle moments: wait for the last thing it has to say.
  await new Promise<void>((resolve) => {
    const { inspect } = createInspector({
      send(event) {
        const json = JSON.stringify(event);
        told.push({ type: event.type, json });
        if (event.type === '@xstate.snapshot' && json.includes('"running":"working"')) resolve();
      },
    });
    const actor = createActor(sessionMachine, { inspect }).start();
    actor.send({ type: 'started', at: '2026-01-01T00:00:00.000Z' });
  });

  expect(told.find(({ type }) => type === '@xstate.actor')?.json).toContain('awaitingTools');
  expect(told.some(({ type, json }) => type === '@xstate.event' && json.includes('"started"'))).toBe(true);
});
