import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { answer, ledAgent, step } from './helpers/agents.js';
import { createTestServer, outline } from './helpers/test-server.js';

const agent = 'test/led';

async function idle() {
  const led = ledAgent();
  const server = createTestServer({ agents: [led.agent] });
  const { id } = await server.create({ agent, idle_timeout_s: 60, messages: 'one' });
  await server.clock.settle();
  led.give(answer('first'), 'return');
  await server.clock.settle();
  return { ...server, led, id };
}

async function running() {
  const led = ledAgent();
  const server = createTestServer({ agents: [led.agent] });
  const { id } = await server.create({ agent, messages: 'one' });
  await server.clock.settle();
  return { ...server, led, id };
}

describe('a message against the idle timeout', () => {
  it('that comes first wakes the session; the timeout then has nothing to end', async () => {
    const { message, clock, id, status } = await idle();
    await clock.advance(59_999);
    const sent = message(id, 'two');
    await clock.advance(1);
    expect(await sent).toBe(202);
    expect((await status(id)).status).toBe('running');
  });

  it('that comes second is refused, and nothing of it is kept', async () => {
    const { message, clock, id, status, events } = await idle();
    const ended = clock.advance(60_000);
    await ended;
    expect(await message(id, 'two')).toBe(409);
    expect((await status(id)).status).toBe('completed');
    expect(outline(await events(id)).filter((line) => line === 'Agent:message_event')).toHaveLength(1);
  });
});

describe('a message against the end of the run', () => {
  it.each(['before', 'after'])('sent %s the agent returns: accepted means delivered', async (order) => {
    const { message, clock, id, events, led, status } = await running();
    led.give(answer('first'));
    await clock.settle();
    const sent = order === 'before' ? message(id, 'two') : undefined;
    led.give('return');
    const code = await (sent ?? message(id, 'two'));
    await clock.settle();
    const echoes = outline(await events(id)).filter((line) => line === 'Agent:message_event').length;
    if (code === 202) {
      expect(echoes).toBe(2);
      expect((await status(id)).status).toBe('running');
    } else {
      expect(code).toBe(409);
      expect((await status(id)).status).toBe('completed');
      expect(echoes).toBe(1);
    }
  });
});

describe('a pause against completion', () => {
  it.each(['before', 'after'])(
    'sent %s the last answer: either it holds, or the run is over, and never both',
    async (order) => {
      const { command, clock, id, led, status } = await running();
      const pausing = order === 'before' ? command(id, 'pause') : undefined;
      led.give(answer('first'), 'return');
      const code = await (pausing ?? command(id, 'pause'));
      await clock.settle();
      const { status: word } = await status(id);
      expect([
        [202, 'paused'],
        [202, 'completed'],
        [409, 'completed'],
      ]).toContainEqual([code, word]);
      if (word === 'paused') {
        await command(id, 'resume');
        await clock.settle();
        expect((await status(id)).status).toBe('completed');
      }
    },
  );
});

describe('a cancel against the answer', () => {
  it.each(['before', 'after'])('sent %s the answer: 204, one end, nothing behind it', async (order) => {
    const { cancel, clock, id, led, status, events } = await running();
    const cancelling = order === 'before' ? cancel(id) : undefined;
    led.give(answer('first'), 'return');
    expect(await (cancelling ?? cancel(id))).toBe(204);
    await clock.settle();
    const lines = outline(await events(id));
    expect(lines.filter((line) => line.startsWith('AgentCompletion'))).toHaveLength(1);
    expect(lines.at(-1)).toMatch(/^AgentCompletion/);
    expect(['interrupted', 'completed']).toContain((await status(id)).status);
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
            ...(await server.create({ agent, idle_timeout_s: interactive ? 60 : null })),
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
          expect(clock.pending).toBe(0);
        },
      ),
      { numRuns: 150 },
    );
  });
});
