import { createClient } from '@agent-session/client';
import { script, withPlatform } from '@agent-session/testing';
import { sessionMatchers } from '@agent-session/testing/expect';
import { expect } from 'expect';
import { test } from 'vitest';

// In node:test, Jest or any runner with `expect`: once, in a set-up file. `test` is that of the runner.
expect.extend(sessionMatchers);

test('the matchers with the `expect` of Jest', () =>
  withPlatform({ script: script().step('Looking.').answers({ points: 3 }) }, async (platform) => {
    const { baseUrl, apiKey, fetch } = platform;
    const client = createClient({ baseUrl, apiKey, fetch });
    const { id } = await client.create({ agent: platform.agent, messages: 'Go.' });
    await platform.settle();
    const events = await platform.events(id);
    expect(events).toHaveStatusSequence(['pending', 'running', 'completed']);
    expect(events).toHaveEmitted('answer_event', { answer: { points: expect.any(Number) } });
    expect(() => expect(events).toHaveReached('paused')).toThrow('pending → running → completed');
  }));
