import { createAnswerValidator } from '@agent-session/answers';
import { Validator } from '@cfworker/json-schema';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Compile } from 'typebox/schema';
import * as v from 'valibot';
import { z } from 'zod';
import { compare } from '../compare.js';
import { invalid, schema, valid } from './stories.js';

const ajv = new Ajv2020({ strict: false });
const ajvFirst = ajv.compile(schema);
const ajvAll = new Ajv2020({ strict: false, allErrors: true }).compile(structuredClone(schema));
const ours = createAnswerValidator(schema);
const interpreted = createAnswerValidator(schema, { engine: 'interpreted' });
const cfworker = new Validator(structuredClone(schema) as never, '2020-12');
const typebox = Compile(schema as never);
const zod = z.strictObject({
  stories: z
    .array(
      z.strictObject({
        title: z.string().min(1),
        url: z.string(),
        rank: z.int().min(1),
        kind: z.enum(['story', 'job', 'poll']),
        author: z.object({ name: z.string(), karma: z.number().optional() }).optional(),
      }),
    )
    .min(1)
    .max(100),
});
const valibot = v.strictObject({
  stories: v.pipe(
    v.array(
      v.strictObject({
        title: v.pipe(v.string(), v.minLength(1)),
        url: v.string(),
        rank: v.pipe(v.number(), v.integer(), v.minValue(1)),
        kind: v.picklist(['story', 'job', 'poll']),
        author: v.optional(v.object({ name: v.string(), karma: v.optional(v.number()) })),
      }),
    ),
    v.minLength(1),
    v.maxLength(100),
  ),
});

/** Every contender's verdict, so that nobody is measured doing something else. */
const verdicts = {
  ajv: (data: unknown) => ajvFirst(data),
  answers: (data: unknown) => ours.validate(data).ok,
  interpreted: (data: unknown) => interpreted.validate(data).ok,
  zod: (data: unknown) => zod.safeParse(data).success,
  valibot: (data: unknown) => v.safeParse(valibot, data).success,
  typebox: (data: unknown) => typebox.Check(data),
  cfworker: (data: unknown) => cfworker.validate(data).valid,
};
for (const [name, judge] of Object.entries(verdicts)) {
  if (!judge(valid) || judge(invalid)) throw new Error(`${name} judges the data differently`);
}

function repeat(judge: (data: unknown) => unknown, data: unknown, iterations: number) {
  return {
    iterations,
    run: (count: number) => {
      let last: unknown;
      for (let call = 0; call < count; call += 1) last = judge(data);
      return last;
    },
  };
}

function contenders(data: unknown) {
  return {
    answers: repeat(ours.validate, data, 50_000),
    interpreted: repeat(interpreted.validate, data, 20_000),
    zod: repeat((each) => zod.safeParse(each), data, 10_000),
    valibot: repeat((each) => v.safeParse(valibot, each), data, 10_000),
    cfworker: repeat((each) => cfworker.validate(each), data, 2_000),
  };
}

await compare({
  contenders: {
    ...contenders(valid),
    ajv: repeat(ajvFirst, valid, 50_000),
    typebox: repeat((each) => typebox.Check(each), valid, 20_000),
  },
  subject: 'answers',
  figures: [
    { name: 'answers/valid-against-ajv', against: 'ajv', bound: { atLeast: 0.7 } },
    { name: 'answers/valid-against-zod', against: 'zod', bound: { atLeast: 1 } },
    { name: 'answers/valid-against-valibot', against: 'valibot', bound: { atLeast: 1 } },
    { name: 'answers/valid-against-typebox', against: 'typebox', bound: { atLeast: 1 } },
    { name: 'answers/valid-against-cfworker', against: 'cfworker', bound: { atLeast: 1 } },
  ],
});

await compare({
  contenders: {
    ...contenders(invalid),
    // Both collect every error; typebox's `Errors` is its counterpart of our issues.
    ajv: repeat((each) => (ajvAll(each) ? [] : ajvAll.errors), invalid, 50_000),
    typebox: repeat((each) => typebox.Check(each) || typebox.Errors(each), invalid, 5_000),
  },
  subject: 'answers',
  figures: [
    { name: 'answers/invalid-against-ajv-all-errors', against: 'ajv', bound: { atLeast: 0.3 } },
    { name: 'answers/invalid-against-zod', against: 'zod', bound: { atLeast: 1 } },
    { name: 'answers/invalid-against-valibot', against: 'valibot', bound: { atLeast: 1 } },
    { name: 'answers/invalid-against-typebox', against: 'typebox', bound: { atLeast: 1 } },
    { name: 'answers/invalid-against-cfworker', against: 'cfworker', bound: { atLeast: 1 } },
  ],
});

const free = contenders(valid);
await compare({
  contenders: { interpreted: free.interpreted, cfworker: free.cfworker },
  subject: 'interpreted',
  figures: [{ name: 'answers/interpreted-against-cfworker', against: 'cfworker', bound: { atLeast: 1 } }],
});
