import type { AnswerValidator } from './answer-validator.js';
import { assertDepth } from './answer-depth.js';
import { AnswerLimit } from './answer-limit.js';
import { AnswerFormatError } from './answer-format-error.js';
import type { Interpreter } from './interpreter/interpreter.js';
import { createInterpreter } from './interpreter/interpreter.js';
import { objectsInheritProperties } from './inherited-properties.js';
import { judgeAnswer } from './judge-answer.js';
import type { JsonSchema } from './json-schema.js';
import { readSchema } from './schema/read-schema.js';
import { draftOf } from './schema/schema-graph.js';
import { standardProps } from './standard-props.js';

/** The validator of a module that `compileAnswerModule` wrote; `check` is the generated function, if there is one. */
export function standaloneValidator<Value = unknown>(
  schema: JsonSchema,
  check: ((data: unknown) => boolean) | undefined,
  isDeep: boolean,
): AnswerValidator<Value> {
  let interpreter: Interpreter | undefined;
  const interpret = (): Interpreter => {
    if (interpreter !== undefined) return interpreter;
    const read = readSchema(schema);
    if ('issues' in read) throw new AnswerFormatError(read.issues);
    interpreter = createInterpreter(read.graph);
    return interpreter;
  };
  const judge = {
    check(data: unknown) {
      if (isDeep) assertDepth(data);
      if (check === undefined || objectsInheritProperties()) return interpret().check(data);
      try {
        return check(data);
      } catch (error) {
        if (error instanceof AnswerLimit) throw error;
        return interpret().check(data); // as in prepared-schema.ts
      }
    },
    explain: (data: unknown) => interpret().explain(data),
  };
  const validate: AnswerValidator<Value>['validate'] = (answer) => judgeAnswer<Value>(judge, answer);
  return {
    schema,
    engine: check === undefined ? 'interpreted' : 'standalone',
    validate,
    '~standard': standardProps({ schema, draft: draftOf(schema) ?? '2020-12' }, validate),
  };
}
