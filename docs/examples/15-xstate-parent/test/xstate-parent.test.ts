import { createClient } from '@agent-session/client';
import { createTestPlatform, script } from '@agent-session/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createActor, waitFor, type SnapshotFrom } from 'xstate';
import { researchMachine } from '../src/research-machine.js';

function setUp() {
  const platform = createTestPlatform({
    script: script()
      .starts()
      .step('Looking.')
      .waits({ seconds: 60 })
      .answers('42')
      .nextTurn()
      .waits({ seconds: 60 })
      .echoes(),
  });
  let open = 0;
  const client = createClient({
    baseUrl: platform.baseUrl,
    apiKey: platform.apiKey,
    async fetch(input, init) {
      open += 1;
      try {
        return await platform.fetch(input, init);
      } finally {
        open -= 1;
      }
    },
  });
  const machine = researchMachine(client, { clock: platform.clock, random: () => 0.5 });
  const input = { agent: platform.agent, question: 'What is it?', launchKey: 'research-1' };
  return { platform, client, machine, input, open: () => open };
}

let world: ReturnType<typeof setUp>;
beforeEach(() => {
  world = setUp();
});
afterEach(() => world.platform.close());

type Research = SnapshotFrom<typeof world.machine>;
const isIn = (value: Parameters<Research['matches']>[0]) => (snapshot: Research) => snapshot.matches(value);

test('an answer is read, another one asked for, that one accepted', async () => {
  const { platform, client, machine, input, open } = world;
  const actor = createActor(machine, { input }).start();
  await platform.until(waitFor(actor, isIn({ open: 'reviewing' })));
  expect(actor.getSnapshot().context.answer).toBe('42');
  actor.send({ type: 'revise', wish: 'In words.' });
  expect(actor.getSnapshot().matches({ open: 'revising' })).toBe(true);
  await platform.until(waitFor(actor, isIn({ open: 'reviewing' })));
  expect(actor.getSnapshot().context.answer).toBe('In words.');
  actor.send({ type: 'accept' });
  const { output } = await platform.until(waitFor(actor, ({ status }) => status === 'done'));
  expect(output).toEqual({ answer: 'In words.' });
  const { sessionId } = actor.getSnapshot().context;
  expect((await platform.until(client.status(sessionId))).status).toBe('interrupted');
  await platform.advance({ seconds: 5 });
  expect(open()).toBe(0);
});

test('a parent that is stopped stops following, and leaves the run alone', async () => {
  const { platform, client, machine, input, open } = world;
  const actor = createActor(machine, { input }).start();
  await platform.until(waitFor(actor, isIn({ open: 'working' })));
  await platform.advance({ seconds: 5 });
  expect(open()).toBe(1);
  actor.stop();
  await platform.advance({ seconds: 5 });
  expect(open()).toBe(0);
  const { sessionId } = actor.getSnapshot().context;
  expect((await platform.until(client.status(sessionId))).status).toBe('running');
});

test.each(['launching', { open: 'working' }] as const)(
  'a parent that is restored in %j goes on with the same session',
  async (state) => {
    const { platform, client, machine, input } = world;
    const first = createActor(machine, { input }).start();
    await platform.until(waitFor(first, isIn(state)));
    await platform.settle();
    const kept: unknown = JSON.parse(JSON.stringify(first.getPersistedSnapshot()));
    first.stop();

    const second = createActor(machine, { input, snapshot: kept as never }).start();
    await platform.until(waitFor(second, isIn({ open: 'reviewing' })));
    expect(second.getSnapshot().context.answer).toBe('42');
    expect((await platform.until(client.list().page(1))).total).toBe(1);
  },
);

test('a session that ends by itself ends the research, with what there is', async () => {
  const { platform, client, machine, input } = world;
  const actor = createActor(machine, { input }).start();
  await platform.until(waitFor(actor, isIn({ open: 'reviewing' })));
  await platform.until(client.cancel(actor.getSnapshot().context.sessionId));
  await platform.until(waitFor(actor, ({ status }) => status === 'done'));
  expect(actor.getSnapshot().value).toBe('failed');
  expect(actor.getSnapshot().output).toEqual({ answer: '42' });
});

test('a refused command is told to the parent', async () => {
  const { platform, machine, input } = world;
  const actor = createActor(machine, { input }).start();
  await platform.until(waitFor(actor, isIn({ open: 'reviewing' })));
  actor.getSnapshot().children['session']?.send({ type: 'pause' });
  await platform.until(waitFor(actor, ({ context }) => context.refusal !== null));
  expect(actor.getSnapshot().context.refusal).toContain('Cannot pause');
});
