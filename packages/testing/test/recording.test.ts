import { createClient } from '@agent-session/client';
import { observe, initialState, toJSONL, type LogEntry } from '@agent-session/core/fold';
import type { SessionEvent } from '@agent-session/protocol';
import { describe, expect, test } from 'vitest';
import { createTestPlatform, script, scriptFromRecording, type ScriptBuilder } from '../src/index.js';
import { storyOf } from '../src/matchers/story.js';
import '../src/vitest.js';

async function play(
  written: ScriptBuilder | ReturnType<ScriptBuilder['toJSON']>,
  request: object,
  later: readonly string[] = [],
) {
  const platform = createTestPlatform({ script: written });
  const client = createClient({
    baseUrl: platform.baseUrl,
    apiKey: platform.apiKey,
    fetch: platform.fetch,
    clock: platform.clock,
  });
  const { id } = await client.create({ agent: platform.agent, messages: 'go', ...request });
  await platform.advance({ minutes: 10 });
  for (const text of later) {
    await client.message(id, text);
    await platform.advance({ minutes: 10 });
  }
  const events = await platform.events(id);
  await platform.close();
  return events;
}

const jsonl = (events: readonly SessionEvent[]): string => {
  const at = '2026-01-01T00:00:00.000Z';
  const log: LogEntry[] = observe(initialState(), {
    source: 'changes',
    fromIndex: 0,
    page: { new_events: events },
    at,
  } as never);
  return [...toJSONL(log)].join('');
};

/** What of the events a script decides. */
const outline = (events: readonly SessionEvent[]) =>
  events.map(({ type, data }) => {
    const { kind, content, answer, text } = data as Record<string, unknown>;
    return [type, kind, content ?? answer ?? text];
  });

describe('a recording', () => {
  test.each([
    ['an answer', script().step('Look.').waits({ seconds: 7 }).observes('A page.').answers({ n: 1 }), {}],
    ['a pause', script().step('One.').step('Two.').pausesAt(2, { forSeconds: 60 }).step('Three.').answers('x'), {}],
    ['a failure', script().step('One.').fails('The page is gone.'), {}],
    ['a time-out', script().step('One.').timesOut(), { max_time_s: 20 }],
    ['a cancellation', script().step('One.').isCancelled(), {}],
  ])('of %s plays again as it went', async (_, original, request) => {
    const recorded = await play(original, request);
    const { script: again, request: made, dropped } = scriptFromRecording(jsonl(recorded));
    expect(dropped).toEqual([]);
    const { agent: _agent, ...rest } = made;
    const played = await play(again, rest);
    expect(outline(played)).toEqual(outline(recorded));
    expect(storyOf(played).statuses).toEqual(storyOf(recorded).statuses);
    expect(made.messages).toBe('go');
  });

  test('of several turns tells what was said in each', async () => {
    const original = script().step('One.').answers('first').nextTurn().step('Two.').answers('second');
    const recorded = await play(original, { idle_timeout_s: 3600 }, ['more']);
    const made = scriptFromRecording(jsonl(recorded));
    expect(made.messages).toEqual([{ turn: 2, text: 'more', whileRunning: false }]);
    expect(made.request).toMatchObject({ idle_timeout_s: 3600 });
    const played = await play(
      made.script,
      made.request,
      made.messages.map(({ text }) => text),
    );
    expect(outline(played)).toEqual(outline(recorded));
  });

  test('of tool calls asks for them again, and leaves the results to the caller', () => {
    const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
    const call = { tool_name: 'ask', args: {}, id: 'a' };
    const { script: made } = scriptFromRecording([
      { type: 'RequestStartEvent', data: {}, timestamp: at(0) },
      { type: 'AgentStartedEvent', data: {}, timestamp: at(1) },
      {
        type: 'ActiveStateChangeEvent',
        data: { state: 'awaiting_tool_results', pending_tool_calls: [call] },
        timestamp: at(2),
      },
      { type: 'AgentEvent', data: { kind: 'tool_result', tool_req: call, result: 1 }, timestamp: at(60) },
      { type: 'ActiveStateChangeEvent', data: { state: 'running', pending_tool_calls: [] }, timestamp: at(60) },
      { type: 'AgentEvent', data: { kind: 'answer_event', answer: 'x' }, timestamp: at(61) },
      { type: 'BrandNewEvent', data: {}, timestamp: at(62) },
    ]);
    expect(made.turns[0]?.map(({ kind }) => kind)).toEqual(['wait', 'call_tools', 'wait', 'answer_event']);
  });

  test('loses secrets and personal data by rule, the same thing to the same stand-in', () => {
    const timestamp = '2026-01-01T00:00:00.000Z';
    const say = (content: string, more: object = {}): SessionEvent => ({
      type: 'AgentEvent',
      data: { kind: 'policy_event', content, ...more },
      timestamp,
    });
    const secrets = [
      'hk-live_0123456789abcdef',
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefgh',
      'jane.doe@example.com',
      '4111 1111 1111 1111',
      'DE89 3704 0044 0532 0130 00',
      '+33 6 12 34 56 78',
      '192.168.0.17',
      'hunter2secret',
    ];
    const { script: made, redacted } = scriptFromRecording(
      [
        ...secrets.slice(0, 7).map((secret) => say(`Use ${secret} here.`)),
        say('Log in at https://bob:hunter2secret@example.com/?token=hunter2secret', {
          tool_reqs: [
            { tool_name: 'log_in', args: { user: 'jane.doe@example.com', password: 'hunter2secret' }, id: 'c' },
          ],
        }),
        say('The customer is ACME-77.'),
      ],
      { redact: [{ name: 'customer', pattern: /ACME-\d+/g }] },
    );
    const text = JSON.stringify(made);
    for (const secret of [...secrets, 'ACME-77']) expect(text).not.toContain(secret);
    expect(text).toContain('The customer is [customer 1].');
    expect(text.match(/\[email 1\]/g)).toHaveLength(2);
    expect(redacted).toMatchObject({ key: 1, email: 2, card: 1, customer: 1 });
  });

  test('without events, or with a rule that is none, is refused', () => {
    expect(() => scriptFromRecording([])).toThrow('no events');
    expect(() => scriptFromRecording('{"kind":')).toThrow('Line 1');
    const event = { type: 'AgentStartedEvent', data: {}, timestamp: '' };
    expect(() => scriptFromRecording([event], { redact: [{ name: 'x', pattern: /a/ }] })).toThrow('must be global');
    expect(() => scriptFromRecording([event], { redact: [{ name: 'x' }] })).toThrow('neither a pattern nor fields');
  });
});
