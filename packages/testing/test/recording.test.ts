import { createClient } from '@agent-session/client';
import { observe, initialState, toJSONL, type LogEntry } from '@agent-session/core';
import type { SessionEvent } from '@agent-session/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { legalRuns, wireEvents } from '../src/arbitraries.js';
import { createTestPlatform, script, scriptFromJson, scriptFromRecording, type ScriptBuilder } from '../src/index.js';
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
    ['a slow launch', script().launches({ seconds: 12 }).step('Ready.').answers('x'), {}],
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
    const seconds = ([first, ...events]: readonly SessionEvent[]) =>
      events.map(({ timestamp }) => (Date.parse(timestamp) - Date.parse(first?.timestamp ?? '')) / 1000);
    expect(seconds(played)).toEqual(seconds(recorded));
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
    const hidden = [
      'hk-live_0123456789abcdef',
      'AKIAIOSFODNN7EXAMPLE',
      'github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz0123456789',
      'AIzaSyA1234567890abcdefghijklmnopqrstuv',
      'q7RtZ2mK9xWv4LpB8nYc3HdF6sGj1TaE',
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefgh',
      '-----BEGIN PRIVATE KEY-----\nMIIEvQ\n-----END PRIVATE KEY-----',
      'jane.doe@example.com',
      'jürgen@exämple.de',
      '4111 1111 1111 1111',
      'DE89 3704 0044 0532 0130 00',
      '+33 6 12 34 56 78',
      '06 12 34 56 78',
      '(415) 555-2671',
      '123-45-6789',
      '192.168.0.17',
      '2001:0db8:85a3:0000:0000:8a2e:0370:7334',
    ];
    const told: readonly (readonly [text: string, secret: string])[] = [
      ['Log in at https://bob:hunter2secret@example.com/', 'hunter2secret'],
      ['GET /x?X-Amz-Credential=CREDID%2F2026&X-Amz-Signature=abcdef99', 'abcdef99'],
      ['GET /#access_token=frag-12345&x=1', 'frag-12345'],
      ['Cookie: session=abcdef123456; theme=dark', 'session=abcdef123456'],
      ['Authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
      ['aws_secret_access_key=wJalrXUtnFEMI/K7MDENG', 'wJalrXUtnFEMI'],
      ['The password is open-sesame', 'open-sesame'],
    ];
    const args = {
      email: 'jane.doe@example.com',
      firstName: 'Jane',
      'X-Api-Key': 'shh',
      csrf_token: 'tok',
      password: 'correct horse',
      card: 4111111111111111,
      max_tokens: 500,
      id: 'b3c1e7b0-1c1e-4a7b-9c1e-1234567890ab',
    };
    const { script: made, redacted } = scriptFromRecording(
      [
        ...hidden.map((secret) => say(`Use ${secret} here.`)),
        ...told.map(([text]) => say(text)),
        say('Typing.', { tool_reqs: [{ tool_name: 'log_in', args, id: 'c' }] }),
        say('I typed correct horse for ACME-77 at 1767225600000.'),
      ],
      { redact: [{ name: 'customer', pattern: /ACME-\d+/g }] },
    );
    const text = JSON.stringify(made);
    const secrets = [
      ...hidden,
      ...told.map(([, secret]) => secret),
      'Jane"',
      'shh',
      '"tok"',
      'correct horse',
      'ACME-77',
    ];
    for (const secret of [...secrets, '4111111111111111'])
      expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(text).toMatch(/"password":"(\[secret \d+\])".*I typed \1 for \[customer 1\] at 1767225600000\./);
    expect(text.match(/\[email 1\]/g)).toHaveLength(2);
    expect(text).toContain('"max_tokens":500,"id":"b3c1e7b0-1c1e-4a7b-9c1e-1234567890ab"');
    expect(redacted).toMatchObject({ email: 3, card: 2, iban: 1, customer: 1 });
  });

  test('keeps what only looks like personal data', () => {
    const harmless = [
      'At 2026-01-01 12:00:00, order 1234567890123 of ISBN 978-3-16-148410-0.',
      'Commit d41d8cd98f00b204e9800998ecf8427e at 48.858370, 2.294481.',
      'Tokens: 500. See getElementByIdAndClassName for AB12 CDEF GHIJ KLMN.',
    ];
    const { redacted } = scriptFromRecording(
      harmless.map((content) => ({ type: 'AgentEvent', data: { kind: 'policy_event', content }, timestamp: '' })),
    );
    expect(redacted).toEqual({});
  });

  test('is kept as it was without rules', () => {
    const content = 'Write to jane@example.com.';
    const { script: made } = scriptFromRecording(
      [{ type: 'AgentEvent', data: { kind: 'policy_event', content }, timestamp: '' }],
      { rules: [] },
    );
    expect(JSON.stringify(made)).toContain(content);
  });

  test('of values that JSON writes otherwise becomes the script that its file holds', () => {
    const answer = { zero: -0, never: NaN, nothing: undefined, when: new Date(0) };
    const { script: made } = scriptFromRecording([
      { type: 'AgentEvent', data: { kind: 'answer_event', answer: answer as never }, timestamp: '' },
    ]);
    expect(made.turns).toEqual([
      [{ kind: 'answer_event', answer: { zero: 0, never: null, when: '1970-01-01T00:00:00.000Z' }, outcome: null }],
    ]);
    expect(scriptFromJson(JSON.stringify(made))).toEqual(made);
  });

  test('of any run, and of any events, becomes a script that can be played', () => {
    fc.assert(
      fc.property(
        legalRuns({ reopen: true, maxLength: 40 }),
        fc.array(wireEvents(), { maxLength: 10 }),
        (run, more) => {
          const { script: made } = scriptFromRecording([...run.events, ...more]);
          expect(() => createTestPlatform({ script: made })).not.toThrow();
          expect(scriptFromJson(JSON.stringify(made))).toEqual(made);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('without events, or with a rule that is none, is refused', () => {
    expect(() => scriptFromRecording([])).toThrow('no events');
    expect(() => scriptFromRecording('{"kind":')).toThrow('Line 1');
    const event = { type: 'AgentStartedEvent', data: {}, timestamp: '' };
    expect(() => scriptFromRecording([event], { redact: [{ name: 'x', pattern: /a/ }] })).toThrow('must be global');
    expect(() => scriptFromRecording([event], { redact: [{ name: 'x' }] })).toThrow('neither a pattern nor fields');
    expect(() => scriptFromRecording([event], { redact: [/Anna/g as never] })).toThrow('A rule is { name, pattern }');
    expect(() => scriptFromRecording([event], { redact: [{ name: 'x', pattern: 'Anna' as never }] })).toThrow(
      'must be a RegExp, not "Anna"',
    );
    expect(() => scriptFromRecording([event], { redact: { name: 'x' } as never })).toThrow(
      '"redact" is a list of rules',
    );
    expect(() => scriptFromRecording([event], { keeptimes: false } as never)).toThrow(
      'scriptFromRecording() has no "keeptimes"; it has name, redact',
    );
  });

  test.each([
    [null, 'this is null'],
    [7, 'this is 7'],
    [{ items: [] }, 'this is an object with items'],
    [Promise.resolve(''), 'this is a promise (await it first)'],
    [new TextEncoder().encode('{}'), 'this is bytes (decode them first)'],
    [[1, 2], 'Item 0 of the recording is neither an event nor an entry of a log: it is 1'],
    [[{}], 'it is an empty object'],
    [[{ kind: 'event', at: '' }], 'it is an object with kind, at'],
  ])('that is none is refused: %s', (recording, why) => {
    expect(() => scriptFromRecording(recording as never)).toThrow(why);
  });

  test('can be the text of a log, its lines, its entries, or the events in any of these forms', async () => {
    const events = await play(script().step('One.').answers('x'), {});
    const text = jsonl(events);
    const made = scriptFromRecording(events);
    const log: LogEntry[] = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as LogEntry);
    const lines = events.map((event) => JSON.stringify(event));
    for (const recording of [
      text,
      text.replaceAll('\n', '\r\n'),
      `\ufeff${text}`,
      toJSONL(log),
      text.split('\n'),
      log,
      lines,
      lines.join('\n'),
    ]) {
      expect(scriptFromRecording(recording)).toEqual(made);
    }
  });

  test('that is torn names the line, and what comes before it can be kept', async () => {
    const events = await play(script().step('One.').step('Two.').answers('x'), {});
    const lines = events.map((event) => JSON.stringify(event));
    const torn = [jsonl(events.slice(0, -3)) + jsonl(events).slice(0, 9), [...lines.slice(0, -3), '{"ty'].join('\n')];
    const kept = scriptFromRecording(events.slice(0, -3));
    for (const text of torn) {
      expect(() => scriptFromRecording(text)).toThrow(/Line \d+ of the log cannot be read: .* \{ recover: true \}/);
      expect(scriptFromRecording(text, { recover: true })).toEqual(kept);
    }
    expect(() => scriptFromRecording(`${lines[0]}\n7`)).toThrow('Line 2 of the log cannot be read: it is no event');
  });

  test('of a run that had not answered yet stays where it was', async () => {
    const events = await play(script().step('One.').step('Two.').answers('x'), {});
    const asking = await play(script().step('One.').callsTools({ tool_name: 'ask' }).answers('x'), {});
    const paused = await play(script().step('One.').pausesAt(2).answers('x'), {});
    const isAnswer = ({ data }: SessionEvent) => (data as { kind?: unknown }).kind === 'answer_event';
    for (const recorded of [events.slice(0, events.findIndex(isAnswer)), asking, paused]) {
      const played = await play(scriptFromRecording(recorded).script, {});
      expect(outline(played)).toEqual(outline(recorded));
      expect(storyOf(played).statuses).toEqual(storyOf(recorded).statuses);
    }
  });
});
