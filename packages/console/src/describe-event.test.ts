import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeEvent } from './describe-event.js';

const agent = (data: object) => describeEvent({ type: 'AgentEvent', data });

describe('what an event is, for people', () => {
  test('a step has a thought, words and calls of tools', () => {
    expect(
      agent({
        kind: 'policy_event',
        reasoning_content: 'hm',
        content: 'I look',
        tool_reqs: [{ tool_name: 'open', args: { url: 'x' } }],
      }),
    ).toMatchObject({
      sort: 'step',
      thought: 'hm',
      text: 'I look',
      tools: [{ name: 'open', value: { url: 'x' } }],
    });
  });

  test.each([
    [{ type: 'AgentStartedEvent', data: {} }, 'Running', 'working'],
    [{ type: 'AgentRunStatusChangeEvent', data: { status: 'paused' } }, 'Paused', 'paused'],
    [{ type: 'ActiveStateChangeEvent', data: { state: 'idle' } }, 'Idle: waiting for a message', 'idle'],
    [{ type: 'AgentCompletionEvent', data: { reason: 'stopped' } }, 'Interrupted', 'interrupted'],
    [{ type: 'RequestStartEvent', data: { status: 'queued' } }, 'Queued: waiting for a free place', 'queued'],
  ])('an event of the lifecycle says where it leads: %j', (event, title, state) => {
    expect(describeEvent(event)).toMatchObject({ sort: 'lifecycle', title, state });
  });

  test('what nobody knows is shown as it came', () => {
    expect(describeEvent({ type: 'NewThing', data: { a: 1 } })).toMatchObject({
      sort: 'other',
      title: 'NewThing',
      text: '{"a":1}',
    });
    expect(agent({ kind: 'new_kind', b: 2 })).toMatchObject({ sort: 'other', title: 'new_kind' });
  });

  test('nothing an event holds makes it throw, and all that is shown is text', () => {
    const kinds = ['policy_event', 'tool_result', 'answer_event', 'error_event', 'message_event', 'observation_event'];
    const types = ['AgentEvent', 'MetricsUpdateEvent', 'AgentCompletionEvent', 'AttachmentEvent', 'RequestStartEvent'];
    const fields = ['content', 'tool_reqs', 'tool_req', 'answer', 'error', 'image', 'metrics', 'reason', 'caller_id'];
    const data = fc
      .record({ kind: fc.constantFrom(...kinds), rest: fc.dictionary(fc.constantFrom(...fields), fc.jsonValue()) })
      .map(({ kind, rest }) => ({ kind, ...rest }));
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...types), fc.jsonValue()),
        fc.oneof(data, fc.jsonValue()),
        (type, payload) => {
          const { title, text, thought, tools } = describeEvent({ type, data: payload });
          for (const shown of [title, text, thought, ...tools.map(({ name }) => name)])
            expect(shown).toBeTypeOf('string');
        },
      ),
    );
  });
});
