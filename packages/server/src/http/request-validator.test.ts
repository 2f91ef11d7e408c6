import { bodySchemas, querySchema, requestSchema } from '@agent-session/protocol/schemas';
import { describe, expect, it } from 'vitest';
import { createRequestValidator } from './request-validator.js';

const ofCreate = createRequestValidator(bodySchemas.SessionRequest, 'body');
const ofTools = createRequestValidator(requestSchema('toolResults') ?? {}, 'body');
const ofChanges = createRequestValidator(querySchema('changes') ?? {}, 'query');

describe('a refused request', () => {
  it.each([
    [{}, 'missing', ['body', 'agent'], 'Field required'],
    [{ agent: 'a', max_steps: 0 }, 'greater_than_equal', ['body', 'max_steps'], 'Must be at least 1, but it is 0.'],
    [
      { agent: 'a', messages: [{ message: 3 }] },
      'type_error',
      ['body', 'messages', 0, 'message'],
      'Must be a string, but it is the number 3.',
    ],
    [7, 'type_error', ['body'], 'The body must be an object, but it is the number 7.'],
    [null, 'type_error', ['body'], 'The body must be an object, but it is null.'],
  ])('%j says what is wrong where', (body, type, loc, msg) => {
    expect(ofCreate(body)).toMatchObject([{ type, loc, msg }]);
  });

  it('is not read as JSON text, as an answer would be', () => {
    expect(ofCreate('{"agent":"a"}')).toMatchObject([{ type: 'type_error', loc: ['body'] }]);
  });

  it('that fits none of several shapes gets one issue with the reason of each', () => {
    const [issue, ...more] = ofTools({});
    expect(more).toEqual([]);
    expect(issue).toMatchObject({ type: 'union_error', loc: ['body'] });
    expect(issue?.msg).toMatch(/^The body is an empty object.*The body lacks .*Or: The body lacks/);
  });

  it('closed by the contract names what is too much', () => {
    const body = { type: 'batch', results: [{ kind: 'tool_result', tool_req: { tool_name: 'a' } }], extra: 1 };
    expect(
      ofTools(body)
        .map(({ msg }) => msg)
        .join(),
    ).toMatch(/extra/);
  });

  it('names query parameters, and repeats what was sent only as far as it helps', () => {
    const [issue] = ofChanges({ wait_for_seconds: 'x'.repeat(10_000) });
    expect(issue).toMatchObject({ type: 'type_error', loc: ['query', 'wait_for_seconds'] });
    expect(JSON.stringify(issue).length).toBeLessThan(1000);
  });

  it('never lists more than ten issues', () => {
    const messages = Array.from({ length: 100 }, () => ({ message: 3 }));
    expect(ofCreate({ agent: 'a', messages })).toHaveLength(10);
  });

  it('points at the item of a list that may also be left out', () => {
    const ofList = createRequestValidator(querySchema('list') ?? {}, 'query');
    expect(ofList({ status: ['running', 'asleep'] })).toMatchObject([
      { type: 'literal_error', loc: ['query', 'status', 1], input: 'asleep' },
    ]);
  });
});
