import type { CodeKeywordDefinition, Options } from 'ajv';
import { _, Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { firstRepeat } from '../interpreter/equal-json.js';
import { formats } from '../interpreter/formats.js';
import { isMultipleOf } from '../interpreter/multiple-of.js';
import { linearPattern } from '../pattern/linear-pattern.js';
import type { SchemaGraph } from '../schema/schema-graph.js';
import { resolvedSchema } from './resolved-schema.js';

/** The linear-time engine in the place of `RegExp`; `code` is how a standalone module calls it. */
const regExp = Object.assign((source: string, flags: string) => linearPattern(source, flags), {
  code: 'runtime.linearPattern',
});

/** The one Ajv configuration. */
const OPTIONS = {
  // Schemas come from other people's generators: unknown keywords are legal JSON Schema.
  strict: false,
  // The verdict needs the first broken rule only; collecting all of them lets a hostile answer fill the memory.
  allErrors: false,
  // Inherited names such as `constructor` are not properties of an answer.
  ownProperties: true,
  // The schema was checked before, with better messages and without compiling the meta-schema.
  meta: false,
  validateSchema: false,
  addUsedSchema: false,
  // A library does not write to the console.
  logger: false,
  // Issues are written by the interpreter.
  messages: false,
  code: { regExp, formats: _`runtime.formats` },
} as const satisfies Options;

/** Compares whole items in one pass; Ajv's own comparison of objects takes quadratic time. */
const uniqueItems: CodeKeywordDefinition = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  code(context) {
    if (context.schema === false) return;
    const find = context.gen.scopeValue('func', { ref: firstRepeat, code: _`runtime.firstRepeat` });
    context.pass(_`${find}(${context.data}) === undefined`);
  },
};

/** Decimal arithmetic: Ajv's own division denies that 19.99 is a multiple of 0.01. */
const multipleOf: CodeKeywordDefinition = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  code(context) {
    const holds = context.gen.scopeValue('func', { ref: isMultipleOf, code: _`runtime.isMultipleOf` });
    context.pass(_`${holds}(${context.data}, ${context.schemaCode})`);
  },
};

/** An Ajv of our configuration for one schema; `source` keeps the generated code for a standalone module. */
export function createAjv(graph: SchemaGraph, { source }: { source: boolean }): Ajv | Ajv2020 {
  const options = { ...OPTIONS, formats, code: { ...OPTIONS.code, source } };
  const ajv = graph.draft === 'draft-07' ? new Ajv(options) : new Ajv2020(options);
  for (const keyword of [uniqueItems, multipleOf]) {
    ajv.removeKeyword(String(keyword.keyword));
    ajv.addKeyword(keyword);
  }
  return ajv;
}

/** Compiles a checked schema to a function by generating code. Throws `EvalError` where that is banned. */
export function compileGraph(graph: SchemaGraph): (data: unknown) => boolean {
  // One Ajv per schema: whatever a schema leaves behind goes when its validator goes.
  return createAjv(graph, { source: false }).compile(resolvedSchema(graph));
}
