import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';
import { AnswerFormatError } from './answer-format-error.js';
import type { AnswerResult } from './answer-issue.js';
import type { Compiler } from './compiler.js';
import type { InferAnswer } from './infer-answer.js';
import { judgeAnswer } from './judge-answer.js';
import type { JsonSchema } from './json-schema.js';
import type { AnswerEngine, EngineChoice, PreparedSchema } from './prepared-schema.js';
import { createPreparer } from './prepared-schema.js';
import { standardProps } from './standard-props.js';

/** Checks answers against one schema. Also a Standard Schema and a Standard JSON Schema. */
export interface AnswerValidator<Value = unknown> {
  /** The schema that is enforced, and the one to send as `answer_format`: a copy, as JSON. */
  readonly schema: JsonSchema;
  /** How the next verdict is reached. It changes to `compiled` once a schema is used often; verdicts and issues do not. */
  readonly engine: AnswerEngine;
  /** Says whether an answer fits. Never throws. Text is parsed as JSON when the schema refuses the text itself. */
  readonly validate: (answer: unknown) => AnswerResult<Value>;
  /** What form, RPC and other libraries read. */
  readonly '~standard': StandardSchemaV1.Props<unknown, Value> & StandardJSONSchemaV1.Props<unknown, Value>;
}

/** Options of {@link CreateAnswerValidator}. */
export interface AnswerValidatorOptions {
  /**
   * How verdicts are reached. `auto` (the default) starts with the interpreter, which is ready at once, and compiles a
   * schema that is used often where the runtime allows generated code. `interpreted` never generates code; `compiled`
   * does so at once and throws `EvalError` where it is banned.
   */
  readonly engine?: EngineChoice;
}

/**
 * Makes the validator of one `answer_format`, a JSON Schema (draft 2020-12, or draft-07 by `$schema`) or any Standard
 * JSON Schema such as a zod or arktype type. Equal schemas share their work.
 *
 * Throws {@link AnswerFormatError} when the schema is invalid, refers outside itself, or passes a limit.
 *
 * @example
 * const validator = createAnswerValidator({ type: 'object', properties: { title: { type: 'string' } }, required: ['title'] });
 * const result = validator.validate('{"title":"Hello"}');
 * if (result.ok) console.log(result.value.title);
 * else console.log(result.issues);
 */
export interface CreateAnswerValidator {
  <Schema extends StandardJSONSchemaV1>(
    schema: Schema,
    options?: AnswerValidatorOptions,
  ): AnswerValidator<StandardJSONSchemaV1.InferOutput<Schema>>;
  <const Schema extends JsonSchema>(
    schema: Schema,
    options?: AnswerValidatorOptions,
  ): AnswerValidator<InferAnswer<Schema>>;
}

/** Makes `createAnswerValidator` for an entry: with a compiler, or without one. */
export function validatorFactory(compiler: Compiler | undefined): CreateAnswerValidator {
  const prepare = createPreparer(compiler);
  return (schema: JsonSchema | StandardJSONSchemaV1, options: AnswerValidatorOptions = {}) =>
    validatorOf<never>(prepare(jsonSchemaOf(schema), options.engine ?? 'auto'));
}

function validatorOf<Value>(prepared: PreparedSchema): AnswerValidator<Value> {
  const validate = (answer: unknown): AnswerResult<Value> => judgeAnswer(prepared, answer);
  return {
    schema: prepared.schema,
    get engine() {
      return prepared.engine();
    },
    validate,
    '~standard': standardProps(prepared, validate),
  };
}

/** The JSON Schema of a schema given in either way. Throws {@link AnswerFormatError} when a library cannot express it. */
export function jsonSchemaOf(schema: JsonSchema | StandardJSONSchemaV1): unknown {
  if (!isStandard(schema)) return schema;
  const { vendor, jsonSchema } = schema['~standard'];
  if (typeof jsonSchema?.output !== 'function') {
    const message = `this ${vendor} schema cannot give its JSON Schema (no ~standard.jsonSchema); convert it first, as with @valibot/to-json-schema.`;
    throw new AnswerFormatError([{ pointer: '', code: 'not_a_schema', message }]);
  }
  try {
    return jsonSchema.output({ target: 'draft-2020-12' });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `this ${vendor} schema has no JSON Schema: ${why}`;
    throw new AnswerFormatError([{ pointer: '', code: 'not_a_schema', message }], { cause });
  }
}

function isStandard(schema: JsonSchema | StandardJSONSchemaV1): schema is StandardJSONSchemaV1 {
  return (typeof schema === 'object' || typeof schema === 'function') && schema !== null && '~standard' in schema;
}
