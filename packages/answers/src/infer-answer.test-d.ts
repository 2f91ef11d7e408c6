import { expectTypeOf, test } from 'vitest';
import { type } from 'arktype';
import { z } from 'zod';
import { createAnswerValidator } from './index.js';
import type { InferAnswer, JsonSchema } from './index.js';

test('the value has the type of the literal schema', () => {
  const validator = createAnswerValidator({
    type: 'object',
    properties: {
      stories: {
        type: 'array',
        items: {
          type: 'object',
          properties: { title: { type: 'string' }, rank: { type: 'integer' } },
          required: ['title'],
        },
      },
      kind: { enum: ['news', 'jobs'] },
      note: { type: ['string', 'null'] },
    },
    required: ['stories', 'kind'],
  });
  const result = validator.validate('');
  if (!result.ok) return;
  expectTypeOf(result.value).toEqualTypeOf<{
    stories: { title: string; rank?: number }[];
    kind: 'news' | 'jobs';
    note?: string | null;
  }>();
  // @ts-expect-error -- there is no such property
  void result.value.missing;
});

test('references, alternatives, constants and tuples are followed', () => {
  type Answer = InferAnswer<{
    readonly $ref: '#/$defs/shape';
    readonly $defs: {
      readonly shape: { readonly anyOf: readonly [{ readonly $ref: '#/$defs/point' }, { readonly const: 'none' }] };
      readonly point: {
        readonly type: 'array';
        readonly prefixItems: readonly [{ readonly type: 'number' }, { readonly type: 'number' }];
        readonly items: false;
      };
    };
  }>;
  expectTypeOf<Answer>().toEqualTypeOf<[number?, number?] | 'none'>();
});

test('a recursive schema has a recursive type', () => {
  type Tree = InferAnswer<{
    readonly type: 'object';
    readonly properties: {
      readonly name: { readonly type: 'string' };
      readonly children: { readonly type: 'array'; readonly items: { readonly $ref: '#' } };
    };
    readonly required: readonly ['name', 'children'];
  }>;
  expectTypeOf<Tree['children'][number]['children'][number]['name']>().toEqualTypeOf<string>();
});

test('a schema known only at run time gives unknown', () => {
  const result = createAnswerValidator({} as JsonSchema).validate(1);
  if (result.ok) expectTypeOf(result.value).toEqualTypeOf<unknown>();
});

test('zod and arktype give their output type', () => {
  const fromZod = createAnswerValidator(z.object({ a: z.string(), b: z.number().optional() })).validate(1);
  if (fromZod.ok) expectTypeOf(fromZod.value).toEqualTypeOf<{ a: string; b?: number | undefined }>();
  const fromArktype = createAnswerValidator(type({ a: 'string' })).validate(1);
  if (fromArktype.ok) expectTypeOf(fromArktype.value).toEqualTypeOf<{ a: string }>();
});
