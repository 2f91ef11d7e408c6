import type { SessionEvent } from '@agent-session/protocol';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { answerFormatOf, observe, readEvent, readReport, replay, initialState } from '../src/index.js';
import { AT } from './states.js';

interface Fixture {
  readonly page: { readonly status: string; readonly new_events: readonly SessionEvent[] };
  readonly request: Record<string, unknown>;
}
const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8')) as Fixture;
const generations = ['first-generation', 'newest-generation'] as const;
const read = (data: unknown, type = 'AgentEvent') => {
  const result = readEvent({ type, data, timestamp: AT });
  return result.known ? result.event.data : null;
};

describe('the generations of the wire', () => {
  it.each(generations)('lead to the same state: %s [C21]', (name) => {
    const { page } = fixture(name);
    const state = replay(observe(initialState(), { source: 'changes', fromIndex: 0, page, at: AT }));
    expect(state).toMatchObject({
      state: 'completed',
      steps: 1,
      liveViewUrl: 'https://live.example/1',
      answer: { value: { stories: [] }, turn: 1 },
      startedAt: '2026-01-01T00:00:02Z',
      finishedAt: '2026-01-01T00:00:08Z',
      violations: { count: 0 },
      echoes: { last: [{ text: 'Top 3 stories?', callerId: 'user' }] },
    });
  });

  it('are read into one shape [C21]', () => {
    const [first, newest] = generations.map((name) =>
      fixture(name).page.new_events.map((event) => {
        const result = readEvent(event);
        expect(result).toMatchObject({ known: true, raw: event });
        return result.known ? result.event : null;
      }),
    );
    expect(first).toEqual(newest);
  });

  it('put the answer format in different places [C21]', () => {
    const format = { type: 'object' };
    for (const name of generations) expect(answerFormatOf(fixture(name).request as never)).toEqual(format);
    expect(answerFormatOf({ agent: 'a', overrides: { 'agent.answer_format': format } })).toEqual(format);
    expect(answerFormatOf({ agent: 'a' })).toBeNull();
    expect(answerFormatOf({ agent: null as never, answer_format: 'no schema' as never })).toBeNull();
    const agent = { name: 'a', description: 'a', environments: [], answer_format: { title: 'agent' } };
    const overrides = { 'agent.answer_format': { title: 'override' } };
    expect(answerFormatOf({ agent, answer_format: format })).toEqual({ title: 'agent' });
    expect(answerFormatOf({ agent, answer_format: format, overrides })).toEqual({ title: 'override' });
  });

  it('tell the same in every body that carries a status [C21]', () => {
    const at = AT;
    const status = { status: 'failed', error: 'x', error_code: 'internal', outcome: 'blocked', steps: 3 };
    const told = { status: 'failed', error: 'x', errorCode: 'internal', outcome: 'blocked', steps: 3 };
    expect(readReport({ source: 'status', body: status, at })).toEqual({ source: 'status', ...told });
    const times = { created_at: AT, started_at: AT, finished_at: AT };
    const session = { id: '1', request: { agent: 'a', max_steps: 5 }, status, latest_answer: [1], ...times };
    expect(readReport({ source: 'session', body: session, at })).toEqual({
      source: 'session',
      ...told,
      answer: [1],
      createdAt: AT,
      startedAt: AT,
      finishedAt: AT,
      limits: { maxSteps: 5, maxTimeSeconds: null, idleTimeoutSeconds: null },
    });
    const early = {
      status: 'failed',
      started_at: null,
      error: null,
      new_events: [],
      answer: null,
      metrics: { steps: 1 },
    };
    expect(readReport({ source: 'changes', fromIndex: 0, page: early, at })).toEqual({
      source: 'changes',
      status: 'failed',
      metrics: { steps: 1 },
    });
    const usage = [{ name: 'm', input_tokens: 1, output_tokens: 1, reasoning_tokens: 1 }];
    expect(readReport({ source: 'status', body: { ...status, usage_per_model: usage }, at })).toMatchObject({ usage });
    expect(readReport({ source: 'status', body: { ...status, usage_per_model: [] }, at })).not.toHaveProperty('usage');
    expect(readReport({ source: 'status', body: { ...status, steps: Number.NaN }, at })).not.toHaveProperty('steps');
  });
});

describe('readEvent', () => {
  it('keeps what it does not know verbatim [C15]', () => {
    const strange = [
      { type: 'ChatMessageEvent', data: { a: 1 }, timestamp: AT },
      { type: 'toString', data: null, timestamp: AT },
      { type: 'AgentEvent', data: { kind: 'dream_event' }, timestamp: AT },
      { type: 'AgentEvent', data: { kind: 'constructor' }, timestamp: AT },
      { type: 'AgentEvent', data: { event: { text: 'no kind' } }, timestamp: AT },
      { type: 'AgentEvent', data: 'text', timestamp: AT },
      { type: 7 as never, data: {}, timestamp: AT },
    ];
    for (const event of strange) expect(readEvent(event)).toEqual({ known: false, raw: event });
  });

  it('reads every kind of agent event, complete or bare [C21]', () => {
    expect(read({ kind: 'policy_event', reasoning_content: 'r', content: 'c', validation_errors: ['v', 3] })).toEqual({
      kind: 'policy_event',
      reasoning_content: 'r',
      content: 'c',
      tool_reqs: [],
      validation_errors: ['v', '3'],
    });
    expect(
      read({ kind: 'policy_event', message: 'm', tool_reqs: [{ name: 'ask', arguments: { q: 1 }, id: 'a' }, 3] }),
    ).toMatchObject({
      content: 'm',
      reasoning_content: null,
      tool_reqs: [{ tool_name: 'ask', args: { q: 1 }, id: 'a' }],
    });
    expect(
      read({ kind: 'tool_result', tool_req: { tool_name: 'ask', args: { q: 1 } }, result: 1, truncated: true }),
    ).toEqual({
      kind: 'tool_result',
      tool_req: { tool_name: 'ask', args: { q: 1 }, id: null },
      result: 1,
      truncated: true,
      output_artifact_path: null,
    });
    expect(read({ kind: 'tool_result', tool_call_id: 'a', output_artifact_path: '/x' })).toEqual({
      kind: 'tool_result',
      tool_req: { tool_name: '', args: {}, id: 'a' },
      result: null,
      truncated: false,
      output_artifact_path: '/x',
    });
    expect(read({ kind: 'answer_event', answer: [1], outcome: 'partial' })).toEqual({
      kind: 'answer_event',
      answer: [1],
      outcome: 'partial',
    });
    expect(read({ kind: 'answer_event' })).toEqual({ kind: 'answer_event', answer: null, outcome: null });
    expect(read({ kind: 'error_event', error: 'e', origin: 'o', tool_req: {} })).toEqual({
      kind: 'error_event',
      error: 'e',
      origin: 'o',
      tool_req: { tool_name: '', args: {}, id: null },
    });
    expect(read({ kind: 'error_event' })).toEqual({ kind: 'error_event', error: '', origin: '', tool_req: null });
    expect(
      read({ kind: 'message_event', caller_id: 'me', content: ['a', { text: 'b' }, { source: 's' }, 3, {}] }),
    ).toEqual({
      kind: 'message_event',
      caller_id: 'me',
      content: ['a', 'b', { source: 's', type: 'url' }],
    });
    expect(read({ kind: 'message_event', message: 'm' })).toEqual({
      kind: 'message_event',
      caller_id: 'user',
      content: ['m'],
    });
    expect(read({ kind: 'flow_event', flow: 'pause', origin: 'api' })).toEqual({
      kind: 'flow_event',
      flow: 'pause',
      origin: 'api',
    });
    expect(read({ kind: 'flow_event' })).toEqual({ kind: 'flow_event', flow: '', origin: '' });
    expect(read({ kind: 'observation_event' })).toEqual({
      kind: 'observation_event',
      type: null,
      text: null,
      image: null,
      metadata: {},
    });
    expect(
      read({
        kind: 'observation_event',
        type: 'web',
        text: 't',
        image: { source: 's', type: 'base64' },
        metadata: { a: 1 },
      }),
    ).toEqual({
      kind: 'observation_event',
      type: 'web',
      text: 't',
      image: { source: 's', type: 'base64' },
      metadata: { a: 1 },
    });
    const nested = { kind: 'web', url: 'u', title: 't', text: 'x', image: { type: 's3', source: 's' } };
    expect(read({ kind: 'observation_event', observation: nested })).toEqual({
      kind: 'observation_event',
      type: 'web',
      text: 'x',
      image: { type: 'url', source: 's' },
      metadata: { url: 'u', title: 't' },
    });
  });

  it('reads the other events, complete or bare [C21]', () => {
    expect(read({ live_view_url: 'n', url: 'o' }, 'LiveViewUrlEvent')).toEqual({ live_view_url: 'n' });
    expect(read({ url: 'o' }, 'LiveViewUrlEvent')).toMatchObject({ live_view_url: 'o' });
    expect(read(null, 'LiveViewUrlEvent')).toEqual({ live_view_url: '' });
    expect(read({ metrics: { steps: 1 } }, 'MetricsUpdateEvent')).toEqual({ metrics: { steps: 1 } });
    expect(read({ metrics: [] }, 'MetricsUpdateEvent')).toEqual({ metrics: {} });
    expect(read({ error: 'e', trace: 't' }, 'AgentErrorEvent')).toEqual({ error: 'e', trace: 't' });
    expect(read([], 'AgentErrorEvent')).toEqual({ error: '' });
    expect(read({ state: 'idle' }, 'ActiveStateChangeEvent')).toEqual({ state: 'idle', pending_tool_calls: [] });
    expect(read({ state: 'x', pending_tool_calls: [{ name: 'ask', id: 'a' }] }, 'ActiveStateChangeEvent')).toEqual({
      state: 'x',
      pending_tool_calls: [{ tool_name: 'ask', args: {}, id: 'a' }],
    });
    expect(read({ any: 1 }, 'RequestStartEvent')).toEqual({ any: 1 });
  });
});
