import { toJsonSchema } from '@valibot/to-json-schema';
import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AnswerFormatError, createAnswerValidator } from './index.js';
import { createAnswerValidator as interpretedOnly, compileAnswerModule } from './interpreted.js';

const stories = {
  type: 'object',
  properties: {
    stories: {
      type: 'array',
      items: {
        type: 'object',
        properties: { title: { type: 'string' }, url: { type: 'string', format: 'uri' } },
        required: ['title', 'url'],
      },
    },
  },
  required: ['stories'],
} as const;

describe('an answer that fits', () => {
  test('is handed back as the value, with what came as raw', () => {
    const answer = { stories: [{ title: 'a', url: 'https://a.example/' }] };
    const validator = createAnswerValidator(stories);
    expect(validator.validate(answer)).toEqual({ ok: true, value: answer, raw: answer });
    expect(validator.validate(JSON.stringify(answer))).toEqual({
      ok: true,
      value: answer,
      raw: JSON.stringify(answer),
    });
  });

  test('stays text when the schema accepts the text itself, even if it is JSON', () => {
    const validator = createAnswerValidator({ type: 'string' });
    expect(validator.validate('{"a":1}')).toEqual({ ok: true, value: '{"a":1}', raw: '{"a":1}' });
    expect(createAnswerValidator({}).validate('1')).toMatchObject({ ok: true, value: '1' });
  });

  test('is parsed when the schema refuses the text but not what it says', () => {
    expect(createAnswerValidator({ type: 'integer' }).validate(' 42 ')).toEqual({ ok: true, value: 42, raw: ' 42 ' });
    expect(createAnswerValidator({ type: ['null', 'boolean'] }).validate('null')).toMatchObject({
      ok: true,
      value: null,
    });
  });
});

describe('an answer that does not fit', () => {
  test('is explained with place, code, sentence, what was expected and what came', () => {
    const result = createAnswerValidator(stories).validate({ stories: [{ title: 1, url: 'no uri' }, { title: 'b' }] });
    expect(result).toEqual({
      ok: false,
      raw: { stories: [{ title: 1, url: 'no uri' }, { title: 'b' }] },
      issues: [
        {
          pointer: '/stories/0/title',
          code: 'type',
          message: '/stories/0/title must be a string, but it is the number 1.',
          expected: 'string',
          received: 1,
        },
        {
          pointer: '/stories/0/url',
          code: 'format',
          message: '/stories/0/url must have the format "uri", but it is the string "no uri".',
          expected: 'uri',
          received: 'no uri',
        },
        {
          pointer: '/stories/1',
          code: 'required',
          message: '/stories/1 lacks the required property "url".',
          expected: 'url',
        },
      ],
    });
  });

  test.for<[string, unknown, string]>([
    ['```json\n{"stories":[]}\n```', 'fenced JSON', 'code_fenced'],
    ['Here you are:\n```\n{"stories":[]}\n```', 'fenced JSON after a line of talk', 'code_fenced'],
    [JSON.stringify('{"stories":[]}'), 'JSON encoded twice', 'doubly_encoded'],
    ['The top story is…', 'prose', 'not_json'],
    ['', 'an empty text', 'not_json'],
    ['{"stories":', 'JSON cut off', 'not_json'],
  ])('%s has a code of its own', ([answer, , code]) => {
    expect(createAnswerValidator(stories).validate(answer)).toMatchObject({
      ok: false,
      raw: answer,
      issues: [{ code, pointer: '' }],
    });
  });

  test('a text that breaks the rules for texts gets those, not a lecture on JSON', () => {
    const validator = createAnswerValidator({ type: 'string', minLength: 3 });
    expect(validator.validate('a')).toMatchObject({ ok: false, issues: [{ code: 'min_length' }] });
  });

  test('long values are cut and large ones described', () => {
    const validator = createAnswerValidator({ type: 'object', additionalProperties: { type: 'boolean' } });
    const result = validator.validate({
      a: 'x'.repeat(1e6),
      b: Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`key${at}`, at])),
    });
    expect(JSON.stringify('issues' in result ? result.issues : []).length).toBeLessThan(1_500);
  });

  test('a list whose item is wrong is explained at the item, though there may be no list', () => {
    const validator = createAnswerValidator({
      anyOf: [{ type: 'array', items: { enum: ['a', 'b'] } }, { type: 'null' }],
    });
    expect(validator.validate(['a', 'c'])).toMatchObject({ ok: false, issues: [{ pointer: '/1', code: 'enum' }] });
  });

  test('of alternatives, the one plainly meant is explained', () => {
    const circle = {
      type: 'object',
      properties: { kind: { const: 'circle' }, radius: { type: 'number' } },
      required: ['kind', 'radius'],
    };
    const square = {
      type: 'object',
      properties: { kind: { const: 'square' }, side: { type: 'number' } },
      required: ['kind', 'side'],
    };
    const validator = createAnswerValidator({ anyOf: [circle, square, { type: 'null' }] });
    expect(validator.validate({ kind: 'square' })).toMatchObject({
      ok: false,
      issues: [{ code: 'required', expected: 'side' }],
    });
    expect(validator.validate({ kind: 'star' })).toMatchObject({
      ok: false,
      issues: [{ code: 'any_of', pointer: '' }],
    });
  });

  test('a step of 0.01 takes prices, which binary division denies', () => {
    const validator = createAnswerValidator({ type: 'number', multipleOf: 0.01 });
    expect([19.99, 0.07, 1e21, 19.999].map((price) => validator.validate(price).ok)).toEqual([true, true, true, false]);
  });
});

describe('the engine', () => {
  test('is the interpreter at first and the compiler once the schema is used often', () => {
    const validator = createAnswerValidator({ type: 'object', title: 'engine test' });
    expect(validator.engine).toBe('interpreted');
    for (let call = 0; call <= 100; call += 1) validator.validate({});
    expect(validator.engine).toBe('compiled');
  });

  test('can be chosen', () => {
    expect(createAnswerValidator(stories, { engine: 'compiled' }).engine).toBe('compiled');
    const interpreted = createAnswerValidator(stories, { engine: 'interpreted' });
    for (let call = 0; call <= 200; call += 1) interpreted.validate({});
    expect(interpreted.engine).toBe('interpreted');
  });

  test('of an unknown name is refused', () => {
    expect(() => createAnswerValidator(stories, { engine: 'fast' as never })).toThrow(/must be "auto"/);
  });

  test('the entry without a compiler says so when asked to compile', () => {
    expect(() => interpretedOnly(stories, { engine: 'compiled' })).toThrow(/never generates code/);
    expect(() => compileAnswerModule()).toThrow(/build time/);
    expect(interpretedOnly(stories).validate({ stories: [] }).ok).toBe(true);
  });
});

describe('schemas', () => {
  test('equal ones share their work, and later changes to the object change nothing', () => {
    const schema = { type: 'object', title: 'shared', properties: { a: { type: 'string' } } };
    const first = createAnswerValidator(schema);
    for (let call = 0; call <= 100; call += 1) first.validate({});
    expect(createAnswerValidator(structuredClone(schema)).engine).toBe('compiled');
    schema.properties.a.type = 'number';
    expect(first.validate({ a: 'text' }).ok).toBe(true);
    expect(createAnswerValidator(schema).validate({ a: 'text' }).ok).toBe(false);
    expect(() => Object.assign(first.schema, { type: 'array' })).toThrow(TypeError);
  });

  test('draft-07 is chosen by $schema, 2020-12 otherwise', () => {
    const tuple = { items: [{ type: 'string' }], additionalItems: false };
    const draft7 = createAnswerValidator({ $schema: 'http://json-schema.org/draft-07/schema#', ...tuple });
    expect([draft7.validate(['a']).ok, draft7.validate(['a', 'b']).ok]).toEqual([true, false]);
    expect(() => createAnswerValidator(tuple)).toThrow(/prefixItems/);
  });

  test('of zod and arktype are taken as they are, of valibot through its converter', () => {
    const fromZod = createAnswerValidator(z.object({ title: z.string(), tags: z.array(z.string()).default([]) }));
    expect(fromZod.validate('{"title":"a","tags":[]}').ok).toBe(true);
    expect(fromZod.validate({ title: 1 }).ok).toBe(false);
    expect(fromZod.schema).toMatchObject({ type: 'object', required: ['title', 'tags'] });
    const fromArktype = createAnswerValidator(type({ title: 'string', 'rank?': 'number' }));
    expect([fromArktype.validate({ title: 'a' }).ok, fromArktype.validate({ rank: 1 }).ok]).toEqual([true, false]);
    const fromValibot = createAnswerValidator(toJsonSchema(v.object({ title: v.string() })) as { type: 'object' });
    expect([fromValibot.validate({ title: 'a' }).ok, fromValibot.validate({}).ok]).toEqual([true, false]);
  });

  test('that a library cannot express are refused with its reason', () => {
    const transforming = z.object({ at: z.string().transform((text) => new Date(text)) });
    expect(() => createAnswerValidator(transforming)).toThrow(AnswerFormatError);
    expect(() => createAnswerValidator(v.object({ a: v.string() }) as never)).toThrow(/convert it first/);
  });

  test('the validator is itself a Standard Schema and a Standard JSON Schema', async () => {
    const validator = createAnswerValidator(stories);
    const standard = validator['~standard'];
    expect(await standard.validate('{"stories":[]}')).toEqual({ value: { stories: [] } });
    expect(await standard.validate({ stories: [{ title: 'a' }] })).toMatchObject({
      issues: [{ path: ['stories', '0', 'url'] }],
    });
    expect(standard.jsonSchema.output({ target: 'draft-2020-12' })).toEqual(stories);
    expect(() => standard.jsonSchema.input({ target: 'draft-07' })).toThrow(/draft-2020-12/);
    expect(createAnswerValidator(validator).validate({ stories: [] }).ok).toBe(true);
  });
});
