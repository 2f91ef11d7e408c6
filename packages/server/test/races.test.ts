import { evolve, initialState, observe } from '@agent-session/core';
import type { SessionChanges } from '@agent-session/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answer, ledAgent, step, type LedAgent } from './helpers/agents.js';
import { act, gatedStore, interleavings, type Interleaving } from './helpers/interleave.js';
import { createTestServer, outline, type TestServer } from './helpers/test-server.js';

interface Scene extends TestServer {
  readonly id: string;
  readonly led: LedAgent;
  hold(): void;
  release(): void;
  /** The codes of the commands so far, by name. */
  readonly codes: Record<string, number>;
  /** Sends a command and keeps its code. */
  send(name: string): Promise<void>;
}

async function begin(idleTimeoutSeconds: number | null): Promise<Scene> {
  const gate = gatedStore();
  const led = ledAgent();
  const server = createTestServer({ agents: [led.agent], store: gate.store });
  const { id } = await server.create({ agent: 'test/led', messages: 'first', idle_timeout_s: idleTimeoutSeconds });
  await server.clock.settle();
  const codes: Record<string, number> = {};
  const send = async (name: string) => {
    codes[name] =
      name === 'cancel'
        ? await server.cancel(id)
        : name.startsWith('message')
          ? await server.message(id, name)
          : await server.command(id, name as 'pause');
  };
  return { ...server, ...gate, id, led, codes, send };
}

/** What holds whatever came first; gives the status and the messages that reached the agent. */
async function judge({ id, events, changes, status, codes }: Scene) {
  const page: SessionChanges = await changes(id);
  let state = initialState();
  const entries = observe(state, { source: 'changes', fromIndex: 0, page, at: '2026-01-01T00:00:00.000Z' });
  const illegal = entries.filter((entry) => entry.kind === 'violation' || (entry.kind === 'fact' && entry.via));
  expect(illegal, 'every step is one of the lifecycle, and none is skipped').toEqual([]);
  for (const entry of entries) state = evolve(state, entry);
  const all = await events(id);
  const lines = outline(all);
  const ends = lines.filter((line) => /^Agent(Completion|Error)/.test(line));
  expect(ends.length).toBeLessThanOrEqual(1);
  if (ends.length > 0) expect(lines.at(-1)).toBe(ends[0]);
  const heard = all.flatMap(({ data }) => {
    const { kind, content } = data as { kind?: string; content?: string[] };
    return kind === 'message_event' ? (content ?? []) : [];
  });
  expect(new Set(heard).size, 'no message is delivered twice').toBe(heard.length);
  const { status: word } = await status(id);
  for (const [name, code] of Object.entries(codes)) {
    if (!name.startsWith('message')) continue;
    if (code !== 202) expect(heard, `${name} was refused`).not.toContain(name);
    else if (word === 'completed' || word === 'idle') expect(heard, `${name} was accepted`).toContain(name);
  }
  return { word, heard, lines };
}

/** Lets the agent do its duty until the session is at rest. */
async function finish({ id, led, clock, status, command, release }: Scene): Promise<void> {
  release();
  for (let i = 0; i < 10; i += 1) {
    const { status: word } = await status(id);
    if (word === 'paused') await command(id, 'resume');
    else if (word === 'running') {
      const runs = led.contexts.length;
      led.give(answer(`late ${i}`));
      await clock.settle();
      // A run that was asked for its answer ends with it.
      if (led.contexts.length === runs && (await status(id)).status === 'running') led.give('return');
    } else return;
    await clock.settle();
  }
}

const title = ({ order, gaps }: Interleaving<string>) =>
  order.map((name, i) => (gaps[i] === undefined ? name : `${name}, ${gaps[i]}`)).join(' ');

describe('a message against the idle timeout', () => {
  it.each(interleavings([['message'], ['timeout']]).map((each) => [title(each), each] as const))(
    '%s',
    async (_, each) => {
      const scene = await begin(60);
      scene.led.give(answer('one'), 'return');
      await scene.clock.advance(59_999);
      await act(each, { message: () => scene.send('message'), timeout: () => scene.clock.advance(1) }, scene);
      const { word } = await judge(scene);
      expect([
        [202, 'running'],
        [409, 'completed'],
      ]).toContainEqual([scene.codes['message'], word]);
      if (each.order[0] === 'message') expect(word).toBe('running');
      if (each.order[0] === 'timeout' && each.gaps[0] === 'afterwards') expect(word).toBe('completed');
      await finish(scene);
      await judge(scene);
    },
  );
});

describe('a message against the end of the run', () => {
  const all = interleavings([['message'], ['answer', 'return']]);
  it.each(all.map((each) => [title(each), each] as const))('%s', async (_, each) => {
    const scene = await begin(null);
    const actions = {
      message: () => scene.send('message'),
      answer: () => scene.led.give(answer('one')),
      return: () => scene.led.give('return'),
    };
    await act(each, actions, scene);
    const { word, heard } = await judge(scene);
    if (scene.codes['message'] === 202) expect([word, heard]).toEqual(['running', ['first', 'message']]);
    else expect([scene.codes['message'], word, heard]).toEqual([409, 'completed', ['first']]);
    if (each.order[0] === 'message') expect(scene.codes['message']).toBe(202);
    await finish(scene);
    expect((await judge(scene)).word).toBe('completed');
  });
});

describe('a pause against completion', () => {
  const all = interleavings([['pause'], ['step', 'answer', 'return']]);
  it.each(all.map((each) => [title(each), each] as const))('%s', async (_, each) => {
    const scene = await begin(null);
    const actions = {
      pause: () => scene.send('pause'),
      step: () => scene.led.give(step()),
      answer: () => scene.led.give(answer('one')),
      return: () => scene.led.give('return'),
    };
    await act(each, actions, scene);
    const { word, lines } = await judge(scene);
    expect([
      [202, 'paused'],
      [202, 'completed'],
      [409, 'completed'],
    ]).toContainEqual([scene.codes['pause'], word]);
    if (each.order[0] === 'pause') expect(word).toBe('paused');
    expect(lines.filter((line) => line === 'AgentRunStatusChange:paused')).toHaveLength(word === 'paused' ? 1 : 0);
    await finish(scene);
    const end = await judge(scene);
    expect([end.word, (await scene.session(scene.id)).latest_answer]).toEqual(['completed', 'one']);
  });
});

describe('a cancel against the answer', () => {
  const all = interleavings([['cancel'], ['answer', 'return']]);
  it.each(all.map((each) => [title(each), each] as const))('%s', async (_, each) => {
    const scene = await begin(null);
    const actions = {
      cancel: () => scene.send('cancel'),
      answer: () => scene.led.give(answer('one')),
      return: () => scene.led.give('return'),
    };
    await act(each, actions, scene);
    const { word, lines } = await judge(scene);
    expect(scene.codes['cancel']).toBe(204);
    expect(['interrupted', 'completed']).toContain(word);
    if (each.order[0] === 'cancel') {
      expect(word).toBe('interrupted');
      expect(lines).not.toContain('Agent:answer_event');
    }
    await scene.clock.advance(3_600_000);
    expect((await judge(scene)).lines).toEqual(lines);
  });
});

describe('two clients that steer at once, while the agent works', () => {
  const ONE = ['pause', 'message one', 'resume', 'force_answer', 'cancel'] as const;
  const OTHER = ['pause', 'message two', 'resume', 'force_answer', 'cancel'] as const;
  // Who is called which makes no difference.
  const pairs = ONE.flatMap((one, index) => OTHER.slice(index).map((other) => [one, other] as const));
  it.each(pairs)('%s and %s, in every order', async (one, other) => {
    const twice = one === other ? `${other}: again` : other;
    for (const each of interleavings<string>([[one], [twice], ['step']])) {
      const scene = await begin(60);
      const actions = {
        [one]: () => scene.send(one),
        [twice]: () => scene.send(other),
        step: () => scene.led.give(step()),
      };
      await act(each, actions, scene);
      const { word } = await judge(scene);
      const what = title(each);
      if (one === 'cancel' || other === 'cancel') expect(word, what).toBe('interrupted');
      else expect(['running', 'paused'], what).toContain(word);
      for (const code of Object.values(scene.codes)) expect([202, 204, 409], what).toContain(code);
      await finish(scene);
      const end = await judge(scene);
      expect(['idle', 'interrupted'], what).toContain(end.word);
      await scene.server.close();
      expect(scene.clock.pendingTimers, what).toBe(0);
    }
  });
});

describe('many callers and an agent at once', () => {
  const action = fc.constantFrom(
    'message',
    'pause',
    'resume',
    'force_answer',
    'cancel',
    'step',
    'answer',
    'return',
    'wait',
    'turn',
  );

  it('leave a log that is a legal history, in which every accepted message is delivered unless the session ended', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { minLength: 1, maxLength: 25 }),
        fc.boolean(),
        async (actions, interactive) => {
          const led = ledAgent();
          const server = createTestServer({ agents: [led.agent] });
          const { clock, id } = {
            ...server,
            ...(await server.create({ agent: 'test/led', idle_timeout_s: interactive ? 60 : null })),
          };
          const pending: Promise<unknown>[] = [];
          let accepted = 0;
          for (const [index, name] of actions.entries()) {
            if (name === 'step') led.give(step());
            else if (name === 'answer') led.give(answer(`answer ${index}`));
            else if (name === 'return') led.give('return');
            else if (name === 'wait') await clock.advance(20_000);
            else if (name === 'turn') await clock.settle();
            else if (name === 'cancel') pending.push(server.cancel(id));
            else if (name === 'message') {
              pending.push(server.message(id, `m${index}`).then((code) => void (accepted += code === 202 ? 1 : 0)));
            } else pending.push(server.command(id, name));
          }
          await Promise.all(pending);
          await clock.settle();
          // The agent does its duty: whatever is still open is resumed and answered, in as many runs as it takes.
          for (let i = 0; i < 12; i += 1) {
            const { status } = await server.status(id);
            if (status === 'paused') await server.command(id, 'resume');
            if (status === 'running') led.give(answer('at last'), 'return');
            await clock.settle();
          }
          const { status } = await server.status(id);
          const events = await server.events(id);
          const echoes = outline(events).filter((line) => line === 'Agent:message_event').length;
          expect(['idle', 'completed', 'interrupted', 'failed']).toContain(status);
          expect(echoes).toBeLessThanOrEqual(accepted);
          if (status === 'idle' || status === 'completed') expect(echoes).toBe(accepted);
          // No fact without an edge: the fold would have thrown, and the server answered 500.
          const times = events.map(({ timestamp }) => timestamp);
          expect(times).toEqual(times.toSorted());
          await clock.advance(3600_000);
          expect(['completed', 'interrupted', 'failed']).toContain((await server.status(id)).status);
          await server.server.close();
          expect(clock.pendingTimers).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
  });
});
