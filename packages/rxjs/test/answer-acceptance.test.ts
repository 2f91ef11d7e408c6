import type { AnswerFormat, JsonValue } from '@agent-session/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAnswerCheck } from '../../server/src/runs/accept-answer.js';
import { createAnswerChecker } from '../src/answer-checker.js';

const story = { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] } as const;

const FORMATS: readonly (readonly [description: string, format: AnswerFormat])[] = [
  ['an object', story],
  ['a closed object', { ...story, additionalProperties: false }],
  ['a list', { type: 'array', items: story, maxItems: 2 }],
  ['a number', { type: 'integer', minimum: 1 }],
  ['a short text', { type: 'string', maxLength: 4 }],
  ['a text with a pattern', { pattern: '^a' }],
  ['a format', { type: 'object', properties: { title: { format: 'uri' } }, required: ['title'] }],
  ['a text or a list', { type: ['string', 'array'], maxLength: 3 }],
  ['alternatives', { oneOf: [story, { type: 'boolean' }, { type: 'string', minLength: 3 }] }],
  ['anything', {}],
  ['nothing', { not: {} }],
  ['draft-07', { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'string' }], type: 'array' }],
  ['recursion', { type: 'object', properties: { title: { $ref: '#' } }, additionalProperties: { type: 'string' } }],
];

const plain = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<JsonValue>('a', 'abcd', 'https://a.example/', '', 1, 0, 2.5, true, '[1,2]', '"a"', '{"title":"a"}'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('title', 'other', '__proto__'), tie('value'), { maxKeys: 2, noNullPrototype: true }),
  ),
})).value;
/** Values, their JSON text, and what agents make of it. */
const answer: fc.Arbitrary<JsonValue> = fc
  .tuple(plain, fc.constantFrom('value', 'text', 'twice', 'fenced', 'cut'))
  .map(([value, how]) => {
    const text = JSON.stringify(value);
    if (how === 'value') return value;
    if (how === 'text') return text;
    if (how === 'twice') return JSON.stringify(text);
    return how === 'fenced' ? `\`\`\`json\n${text}\n\`\`\`` : text.slice(0, -1);
  });

function clientVerdict(format: AnswerFormat, value: JsonValue) {
  return createAnswerChecker(format).check({ value, outcome: null, turn: 1, eventIndex: 0 });
}

describe.each(FORMATS)('an answer in the format of %s', (_, format) => {
  test('is accepted by the server exactly when the client would accept it, for the same reasons', () => {
    const accept = createAnswerCheck(format);
    fc.assert(
      fc.property(answer, (value) => {
        const server = accept(value);
        const client = clientVerdict(format, value);
        expect({ value, ok: server.ok }).toEqual({ value, ok: client.ok });
        if (server.ok || client.ok) return;
        expect(server.issues).toEqual(client.issues.slice(0, 20).map(({ pointer, message }) => ({ pointer, message })));
      }),
      { numRuns: 150 },
    );
  });

  test('that the server accepted is accepted by the client as it comes over the wire', () => {
    const accept = createAnswerCheck(format);
    fc.assert(
      fc.property(answer, (value) => {
        const server = accept(value);
        if (!server.ok) return;
        const received = JSON.parse(JSON.stringify(server.answer)) as JsonValue;
        expect({ value, received, ok: clientVerdict(format, received).ok }).toEqual({ value, received, ok: true });
      }),
      { numRuns: 150 },
    );
  });
});
