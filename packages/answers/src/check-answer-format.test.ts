import { expect, test } from 'vitest';
import { z } from 'zod';
import { checkAnswerFormat } from './index.js';

test.for<[string, unknown]>([
  ['an object schema', { type: 'object', properties: { a: { type: 'string' } } }],
  ['a schema without type', {}],
  ['a union of objects', { anyOf: [{ type: 'object' }, { type: 'null' }] }],
  ['a reference to an object', { $ref: '#/$defs/a', $defs: { a: { type: 'object' } } }],
  ['a recursive schema', { type: 'object', properties: { next: { $ref: '#' } } }],
  ['a zod object', z.object({ a: z.string() })],
  [
    'draft-07',
    { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', definitions: { a: { type: 'string' } } },
  ],
])('%s is taken', ([, schema]) => {
  expect(checkAnswerFormat(schema)).toEqual({ ok: true });
});

test.for<[string, unknown, string]>([
  ['a boolean', true, 'not_a_schema'],
  ['text', 'object', 'not_a_schema'],
  ['an array', [], 'not_a_schema'],
  ['a schema for texts', { type: 'string' }, 'root_not_object'],
  ['a schema for arrays', { type: 'array', items: {} }, 'root_not_object'],
  ['a reference to a text', { $ref: '#/$defs/a', $defs: { a: { type: 'string' } } }, 'root_not_object'],
  ['a union without an object', { oneOf: [{ type: 'string' }, { const: 1 }] }, 'root_not_object'],
  ['an unknown type', { type: 'strnig' }, 'invalid_keyword'],
])('%s is not, and the reason says what to do', ([, schema, code]) => {
  const result = checkAnswerFormat(schema);
  expect(result).toMatchObject({ ok: false, issues: [{ code }] });
  expect(result.ok ? '' : result.issues[0]?.message.length).toBeGreaterThan(20);
});

test('every wrong place is named', () => {
  const result = checkAnswerFormat({
    type: 'object',
    properties: { a: { type: 'text' }, b: { required: 'x' }, c: { $ref: '#/nowhere' } },
  });
  expect(result.ok ? [] : result.issues.map(({ pointer }) => pointer)).toEqual([
    '/properties/a/type',
    '/properties/b/required',
  ]);
});
