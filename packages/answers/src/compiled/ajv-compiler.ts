import type { CodeKeywordDefinition, Options } from 'ajv';
import { _, Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { equalJson, equalsAny, firstRepeat } from '../interpreter/equal-json.js';
import { formats } from '../interpreter/formats.js';
import { isMultipleOf } from '../interpreter/multiple-of.js';
import { linearPattern } from '../pattern/linear-pattern.js';
import type { SchemaGraph } from '../schema/schema-node.js';
import { isKeywordObject } from '../schema/schema-node.js';
import { ANSWER_LIMITS } from '../schema/schema-limits.js';
import { EQUAL_TO, EQUAL_TO_ANY, resolvedSchema } from './resolved-schema.js';

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
  // NaN and Infinity are not JSON.
  strictNumbers: true,
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

/**
 * `const` and `enum` with objects or arrays in them. Ajv's own comparison calls `toString` of the answer's objects, so
 * an answer with a property of that name makes it throw.
 */
const equalTo: CodeKeywordDefinition = {
  keyword: EQUAL_TO,
  code(context) {
    const equal = context.gen.scopeValue('func', { ref: equalJson, code: _`runtime.equalJson` });
    context.pass(_`${equal}(${context.data}, ${context.schemaCode})`);
  },
};
const equalToAny: CodeKeywordDefinition = {
  keyword: EQUAL_TO_ANY,
  code(context) {
    const equals = context.gen.scopeValue('func', { ref: equalsAny, code: _`runtime.equalsAny` });
    context.pass(_`${equals}(${context.data}, ${context.schemaCode})`);
  },
};

/** What differs between the Ajv of a verdict, of a standalone module (`source`) and of the issues (`everyError`). */
export interface AjvPurpose {
  readonly source?: boolean;
  readonly everyError?: boolean;
}

/** An Ajv of our configuration for one schema. */
export function createAjv(graph: SchemaGraph, { source = false, everyError = false }: AjvPurpose = {}): Ajv | Ajv2020 {
  const options: Options = {
    ...OPTIONS,
    formats,
    // Inherited names such as `constructor` are not properties of an answer. Asking costs half the speed, so it is done
    // only for schemas that name one.
    ownProperties: namesInherited(graph),
    allErrors: everyError,
    verbose: everyError,
    code: { ...OPTIONS.code, source, process: (code) => onlyPlainObjects(everyError ? limitErrors(code) : code) },
  };
  const ajv = graph.draft === 'draft-07' ? new Ajv(options) : new Ajv2020(options);
  // Without the keywords that need it, tracking what is evaluated is wasted, and its generated code can throw.
  ajv.opts.unevaluated = usesUnevaluated(graph);
  for (const replaced of ['uniqueItems', 'multipleOf']) ajv.removeKeyword(replaced);
  for (const keyword of [uniqueItems, multipleOf, equalTo, equalToAny]) ajv.addKeyword(keyword);
  return ajv;
}

/** Whether a schema gives a meaning to a name that every object inherits. */
function namesInherited(graph: SchemaGraph): boolean {
  const plain: object = {};
  return graph.nodes.some(({ schema }) => {
    if (!isKeywordObject(schema)) return false;
    const { required = [], properties = {}, dependentRequired = {}, dependentSchemas = {}, dependencies = {} } = schema;
    const named = [properties, dependentRequired, dependentSchemas, dependencies].flatMap((value) =>
      Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([name, names]) =>
        Array.isArray(names) ? [name, ...(names as string[])] : [name],
      ),
    );
    return [...(required as string[]), ...named].some((name) => name in plain);
  });
}

/** Whether a schema asks which properties or items no rule has covered. */
export function usesUnevaluated(graph: SchemaGraph): boolean {
  return graph.nodes.some(({ subschemas }) => subschemas.some(({ keyword }) => keyword.startsWith('unevaluated')));
}

/** Compiles a checked schema to a function by generating code. Throws `EvalError` where that is banned. */
export function compileGraph(graph: SchemaGraph): (data: unknown) => boolean {
  // One Ajv per schema: whatever a schema leaves behind goes when its validator goes.
  return createAjv(graph).compile(resolvedSchema(graph));
}

/**
 * Makes generated code throw at an object that may inherit something, a class instance say: Ajv would take inherited
 * members for properties, at twice the cost it would not. The caller then asks the interpreter, which sees own ones only.
 */
export function onlyPlainObjects(code: string): string {
  // `__proto__` is read first because it costs nothing, where `getPrototypeOf` takes a third of the speed.
  return code.replaceAll(
    /typeof (\w+) == "object" && !Array\.isArray\(\1\)/g,
    '$& && ($1.__proto__ === Object.prototype || Object.getPrototypeOf($1) === Object.prototype || Object.getPrototypeOf($1) === null || (() => { throw new TypeError("not a plain object"); })())',
  );
}

/** Stops collecting soon: a hostile answer could break a rule a million times. */
function limitErrors(code: string): string {
  return code.replaceAll(
    /\berrors\+\+;?/g,
    `if (++errors > ${ANSWER_LIMITS.issues}) throw new RangeError("too many errors");`,
  );
}
