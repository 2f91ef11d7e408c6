import fc from 'fast-check';
import { expect, test } from 'vitest';
import { json, schema } from '../test/support/arbitrary-schema.js';
import { rawAjv } from '../test/support/raw-ajv.js';
import { runStandalone } from '../test/support/run-standalone.js';
import { compileGraph } from './compiled/ajv-compiler.js';
import { compileJudge } from './compiled/compile-judge.js';
import { createAnswerValidator } from './index.js';
import { createInterpreter } from './interpreter/interpreter.js';
import { readSchema } from './schema/read-schema.js';

test('interpreted, compiled, standalone and raw ajv agree on random schemas and data', () => {
  let accepted = 0;
  let valid = 0;
  let explained = 0;
  fc.assert(
    fc.property(schema, fc.array(json, { minLength: 1, maxLength: 8 }), (source, values) => {
      const read = readSchema(source);
      if ('issues' in read) return;
      accepted += 1;
      const raw = rawAjv('draft2020-12').compile(source);
      const interpreter = createInterpreter(read.graph);
      const compiled = compileGraph(read.graph);
      const judge = compileJudge(read.graph);
      const standalone = read.cost.bounded ? runStandalone(source) : undefined;
      for (const value of values) {
        let expected: boolean;
        try {
          expected = raw(value);
        } catch {
          continue; // raw Ajv's own generated code can throw; what ours does then is tested by itself
        }
        valid += expected ? 1 : 0;
        expect({ source, value, interpreted: interpreter.check(value) }).toEqual({
          source,
          value,
          interpreted: expected,
        });
        expect({ source, value, compiled: compiled(value) }).toEqual({ source, value, compiled: expected });
        if (standalone !== undefined) expect(standalone.check(value)).toBe(expected);
        if (expected) continue;
        const issues = interpreter.explain(value);
        expect(issues[0]?.code).not.toBe('too_complex');
        expect(judge.check(value)).toBe(false);
        const fast = judge.explain(value);
        if (fast === undefined || issues.length >= 50) continue;
        explained += 1;
        expect({ source, value, fast }).toEqual({ source, value, fast: issues });
      }
    }),
    { numRuns: 300 },
  );
  // The property would prove little if most schemas were refused or all data were of one kind.
  expect({ accepted: accepted > 150, valid: valid > 60, explained: explained > 60 }).toEqual({
    accepted: true,
    valid: true,
    explained: true,
  });
});

test('an answer as JSON text and as a value are judged alike, wherever the schema wants no text', () => {
  fc.assert(
    fc.property(schema, json, (inner, value) => {
      const wrapped = { type: 'object', properties: { value: inner }, required: ['value'] } as const;
      const answer = { value };
      let validator: ReturnType<typeof createAnswerValidator>;
      try {
        // `#` in the inner schema means the wrapped one here; what counts is that both doors see the same schema.
        validator = createAnswerValidator(wrapped as never);
      } catch {
        return;
      }
      const [direct, text] = [validator.validate(answer), validator.validate(JSON.stringify(answer))];
      expect(text.ok).toBe(direct.ok);
      expect('issues' in text ? text.issues : text.value).toEqual('issues' in direct ? direct.issues : direct.value);
    }),
    { numRuns: 500 },
  );
});
