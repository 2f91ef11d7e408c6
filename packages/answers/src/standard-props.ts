import type { StandardJSONSchemaV1, StandardSchemaV1 } from '@standard-schema/spec';
import type { AnswerIssue, AnswerResult } from './answer-issue.js';
import { pointerTokens } from './json-pointer.js';
import type { JsonSchema, SchemaDraft } from './json-schema.js';

/** What other libraries read: Standard Schema (validate) and Standard JSON Schema (the schema itself). */
export function standardProps<Value>(
  { schema, draft }: { readonly schema: JsonSchema; readonly draft: SchemaDraft },
  validate: (answer: unknown) => AnswerResult<Value>,
): StandardSchemaV1.Props<unknown, Value> & StandardJSONSchemaV1.Props<unknown, Value> {
  const toJsonSchema = ({ target }: StandardJSONSchemaV1.Options): Record<string, unknown> => {
    const own = draft === 'draft-07' ? 'draft-07' : 'draft-2020-12';
    if (target !== own) throw new TypeError(`This schema is written in ${own}; it is not converted to ${target}.`);
    return typeof schema === 'object' ? structuredClone(schema) : schema ? {} : { not: {} };
  };
  return {
    version: 1,
    vendor: 'agent-session',
    validate: (value) => {
      const result = validate(value);
      return result.ok ? { value: result.value } : { issues: result.issues.map(standardIssue) };
    },
    jsonSchema: { input: toJsonSchema, output: toJsonSchema },
  };
}

/** Forms show a missing property at its field, so its name joins the path. */
function standardIssue({ pointer, code, message, expected }: AnswerIssue): StandardSchemaV1.Issue {
  const path = pointerTokens(pointer);
  return { message, path: code === 'required' && typeof expected === 'string' ? [...path, expected] : path };
}
