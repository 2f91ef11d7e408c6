import type { ErrorObject } from 'ajv';
import type { AnswerIssue } from '../answer-issue.js';
import { sortIssues } from '../answer-issue.js';
import { makeIssue } from '../interpreter/make-issue.js';
import type { PlainIssueCode } from '../interpreter/sentences.js';
import { sentence, shownExpected } from '../interpreter/sentences.js';
import { pointerTo } from '../json-pointer.js';
import type { CompiledJudge } from '../compiler.js';
import type { SchemaGraph } from '../schema/schema-node.js';
import { compileGraph, createAjv, usesUnevaluated } from './ajv-compiler.js';
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
 * Compiles a schema to one function that gives the verdict and remembers the errors, so that explaining a refused
 * answer costs no second check. `explain` gives the same issues as the interpreter, and `undefined` for what it leaves
 * to it: alternatives, conditions, and answers with very many issues.
 */
export function compileJudge(graph: SchemaGraph): CompiledJudge {
  const schema = resolvedSchema(graph);
  const every = createAjv(graph, { everyError: true }).compile(schema);
  const explains = !usesUnevaluated(graph);
  let first: ((data: unknown) => boolean) | undefined;
  let last: unknown = NOTHING;

  const check = (data: unknown): boolean => {
    try {
      const isValid = every(data);
      last = isValid ? NOTHING : data;
      return isValid;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // More errors than are reported. The verdict may still be good: an alternative may fail that often.
      last = NOTHING;
      first ??= compileGraph(graph);
      return first(data);
    }
  };

  return {
    check,
    explain(data) {
      if (!explains || (last !== data && check(data))) return undefined;
      const errors = last === NOTHING ? undefined : every.errors;
      last = NOTHING; // the answer is not kept alive
      every.errors = null;
      return errors ? issuesOf(errors) : undefined;
    },
  };
}

const NOTHING = Symbol('nothing');

function issuesOf(errors: readonly ErrorObject[]): AnswerIssue[] | undefined {
  const issues: AnswerIssue[] = [];
  for (const error of errors) {
    const issue = issueOf(error);
    if (issue === undefined) return undefined;
    issues.push(issue);
  }
  return sortIssues(issues);
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
