import type { StandardJSONSchemaV1 } from '@standard-schema/spec';
import { AnswerFormatError } from './answer-format-error.js';
import { jsonSchemaOf } from './answer-validator.js';
import type { FormatIssue } from './schema/format-issue.js';
import { readSchema } from './schema/read-schema.js';
import type { SchemaNode } from './schema/schema-node.js';
import { isKeywordObject } from './schema/schema-node.js';

/** Whether a schema can be sent as `answer_format`; the pointers of the issues are places in the schema. */
export type AnswerFormatResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly issues: readonly FormatIssue[] };

/**
 * Says, before launch, whether a schema is valid, bounded and of a kind the platform takes: a JSON object that
 * describes a JSON object. Takes what `createAnswerValidator` takes, or anything else. Never throws.
 */
export function checkAnswerFormat(schema: unknown): AnswerFormatResult {
  try {
    const read = readSchema(jsonSchemaOf(schema as StandardJSONSchemaV1));
    if ('issues' in read) return { ok: false, issues: read.issues };
    const issue = rootIssue(read.graph.root);
    return issue === undefined ? { ok: true } : { ok: false, issues: [issue] };
  } catch (error) {
    if (error instanceof AnswerFormatError) return { ok: false, issues: error.issues };
    const message = 'the schema cannot be read: a getter or proxy in it throws.';
    return { ok: false, issues: [{ pointer: '', code: 'not_json', message }] };
  }
}

function rootIssue(root: SchemaNode): FormatIssue | undefined {
  if (typeof root.schema === 'boolean') {
    return {
      pointer: '',
      code: 'not_a_schema',
      message: 'the platform takes a JSON object as answer_format, not a boolean.',
    };
  }
  if (mayBeObject(root)) return undefined;
  const message =
    'the answer is a JSON object, which this schema never accepts; wrap it: { "type": "object", "properties": { "value": … }, "required": ["value"] }.';
  return { pointer: '', code: 'root_not_object', message };
}

/** Whether a schema may accept an object, as far as `type`, `const`, `enum` and what combines them say. */
function mayBeObject(node: SchemaNode): boolean {
  if (!isKeywordObject(node.schema)) return node.schema;
  const { type, const: fixed, enum: values } = node.schema;
  if (type !== undefined && ![type].flat().includes('object')) return false;
  if (fixed !== undefined && !isKeywordObject(fixed)) return false;
  if (Array.isArray(values) && !values.some(isKeywordObject)) return false;
  if (node.target !== undefined && !mayBeObject(node.target)) return false;
  const under = (keyword: string): SchemaNode[] =>
    node.subschemas.filter((subschema) => subschema.keyword === keyword).map(({ node: child }) => child);
  return (
    under('allOf').every(mayBeObject) &&
    ['anyOf', 'oneOf'].every((keyword) => under(keyword).length === 0 || under(keyword).some(mayBeObject))
  );
}
