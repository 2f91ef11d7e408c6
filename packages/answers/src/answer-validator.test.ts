import { expect, test } from 'vitest';
import { createAnswerValidator } from './index.js';

const stories = {
  type: 'object',
  properties: { stories: { type: 'array', items: { type: 'object', required: ['title', 'url'] } } },
  required: ['stories'],
} as const;

test('an answer that fits is handed back as the value, text is parsed', () => {
  const validator = createAnswerValidator(stories);
  expect(validator.validate({ stories: [] })).toEqual({ ok: true, value: { stories: [] }, raw: { stories: [] } });
  expect(validator.validate('{"stories":[]}')).toEqual({ ok: true, value: { stories: [] }, raw: '{"stories":[]}' });
});

test('an answer that does not fit is refused with the place', () => {
  const result = createAnswerValidator(stories).validate({ stories: [{ title: 'a' }] });
  expect(result).toMatchObject({ ok: false, issues: [{ pointer: '/stories/0' }] });
});
