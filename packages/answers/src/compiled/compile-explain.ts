import type { ErrorObject } from 'ajv';
import type { AnswerIssue } from '../answer-issue.js';
import { sortIssues } from '../answer-issue.js';
import { makeIssue } from '../interpreter/make-issue.js';
import type { PlainIssueCode } from '../interpreter/sentences.js';
import { sentence, shownExpected } from '../interpreter/sentences.js';
import { pointerTo } from '../json-pointer.js';
import type { SchemaGraph } from '../schema/schema-node.js';
import { createAjv, usesUnevaluated } from './ajv-compiler.js';
import { EQUAL_TO, EQUAL_TO_ANY, resolvedSchema } from './resolved-schema.js';

/** Ajv's keywords whose issue follows from the rule and the value alone. */
const CODES: Readonly<Record<string, PlainIssueCode>> = {
  type: 'type',
  required: 'required',
  additionalProperties: 'additional_property',
  const: 'const',
  enum: 'enum',
  [EQUAL_TO]: 'const',
  [EQUAL_TO_ANY]: 'enum',
  minLength: 'min_length',
  maxLength: 'max_length',
  minItems: 'min_items',
  maxItems: 'max_items',
  minProperties: 'min_properties',
  maxProperties: 'max_properties',
  minimum: 'minimum',
  maximum: 'maximum',
  exclusiveMinimum: 'exclusive_minimum',
  exclusiveMaximum: 'exclusive_maximum',
  multipleOf: 'multiple_of',
  pattern: 'pattern',
  format: 'format',
  'false schema': 'forbidden',
};

/**
 * Compiles the explanation of answers that break plain rules, several times faster than interpreting it.
 * It returns `undefined` for everything else: alternatives, conditions, and answers with very many issues.
 */
export function compileExplain(graph: SchemaGraph): (data: unknown) => AnswerIssue[] | undefined {
  // What a broken rule would have covered is not known, so these two are explained in an order only the interpreter keeps.
  if (usesUnevaluated(graph)) return () => undefined;
  const check = createAjv(graph, { everyError: true }).compile(resolvedSchema(graph));
  return (data) => {
    try {
      if (check(data) || !check.errors) return undefined;
    } catch (error) {
      if (error instanceof RangeError) return undefined; // more issues than are reported
      throw error;
    }
    const issues: AnswerIssue[] = [];
    for (const error of check.errors) {
      const issue = issueOf(error);
      if (issue === undefined) return undefined;
      issues.push(issue);
    }
    return sortIssues(issues);
  };
}

function issueOf({ keyword, instancePath, params, schema, data }: ErrorObject): AnswerIssue | undefined {
  const code = CODES[keyword];
  if (code === undefined) return undefined;
  let expected: unknown = schema;
  let pointer = instancePath;
  let value = data;
  if (code === 'required') expected = params['missingProperty'];
  else if (code === 'additional_property') {
    const key = String(params['additionalProperty']);
    pointer = pointerTo(instancePath, key);
    value = (data as Record<string, unknown>)[key];
  } else if (code === 'type' && Array.isArray(schema) && schema.length === 1) [expected] = schema as unknown[];
  return makeIssue(pointer, code, sentence(code, expected, value), shownExpected(code, expected), value);
}
