import { describe, expect, it } from 'vitest';
import { readErrorBody } from './error-body.js';

const missing = { type: 'missing', loc: ['body', 'messages', 0, 'message'], msg: 'Field required', input: {} };
const issue = { path: ['messages', 0, 'message'], message: 'Field required', type: 'missing' };

describe('readErrorBody', () => {
  it.each([
    { description: 'a detail text', body: { detail: 'Session not found' }, message: 'Session not found', issues: [] },
    { description: 'a list of fields', body: { detail: [missing] }, message: null, issues: [issue] },
    {
      description: 'a message with fields',
      body: { message: 'messages.0.message: Field required', detail: [missing] },
      message: 'messages.0.message: Field required',
      issues: [issue],
    },
    {
      description: 'a message with an entry that is no field',
      body: { message: 'Session not found', detail: [{ type: 'not_found', message: 'gone' }] },
      message: 'Session not found',
      issues: [],
    },
    {
      description: 'an entry alone',
      body: { detail: [{ type: 'not_found', message: 'gone' }] },
      message: 'gone',
      issues: [],
    },
    { description: 'a message of the gateway', body: { message: 'Unauthorized' }, message: 'Unauthorized', issues: [] },
  ])('reads $description', ({ body, message, issues }) => {
    expect(readErrorBody(JSON.stringify(body))).toMatchObject({ message, issues });
  });

  it.each(['', '<html>', 'null', '[]', '7', '{"detail":7}', '{"detail":[null,7,[]]}', '{"detail":[{"loc":"x"}]}'])(
    'makes nothing of %j',
    (text) => {
      expect(readErrorBody(text)).toMatchObject({ message: null, issues: [] });
    },
  );
});
