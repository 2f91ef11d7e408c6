import type { SchemaDraft } from '../json-schema.js';
import { linearPattern } from '../pattern/linear-pattern.js';
import { UnsupportedPatternError } from '../pattern/parse-pattern.js';
import type { FormatIssue } from './format-issue.js';
import type { KeywordShape } from './keyword-table.js';
import { keywordRule } from './keyword-table.js';
import type { GraphBuilder, KeywordObject } from './schema-node.js';
import { SCHEMA_LIMITS } from './schema-limits.js';

type Problem = Omit<FormatIssue, 'pointer'>;

const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object', 'null'];

/** Keywords on which validators disagree in practice, with what to do instead. */
const DISPUTED: Readonly<Record<string, string>> = {
  $dynamicRef: 'use $ref.',
  $recursiveRef: 'use $ref.',
  $recursiveAnchor: 'use $ref.',
  $vocabulary: 'leave it out.',
};

/** What is wrong with the value of one keyword, or `undefined`. */
export function keywordProblem(keyword: string, schema: KeywordObject, builder: GraphBuilder): Problem | undefined {
  const { draft } = builder;
  const value = schema[keyword];
  const hint = Object.hasOwn(DISPUTED, keyword) ? DISPUTED[keyword] : undefined;
  if (hint !== undefined && draft === '2020-12') {
    return { code: 'unsupported_keyword', message: `validators disagree about ${keyword}; ${hint}` };
  }
  if (keyword === '$async')
    return { code: 'unsupported_keyword', message: 'answers are checked synchronously; leave $async out.' };
  const rule = keywordRule(keyword, draft);
  if (rule === undefined) return undefined;
  if (draft === 'draft-07' && '$ref' in schema && keyword !== '$ref' && rule.annotation !== true) {
    return {
      code: 'unsupported_keyword',
      message: `draft-07 ignores ${keyword} beside $ref; write "allOf": [{ "$ref": … }] instead, or use draft 2020-12.`,
    };
  }
  if (keyword === 'items' && Array.isArray(value) && draft === '2020-12') {
    return invalid('items must be one schema in draft 2020-12; use prefixItems for a list of schemas.');
  }
  if (keyword === 'minContains' && Number(value) > Number(schema['maxContains'] ?? Infinity)) {
    return invalid('minContains is above maxContains, so no array could fit.');
  }
  if (keyword === '$schema') return nestedDraftProblem(value, draft);
  if (keyword === 'nullable') return nullableProblem(schema);
  return shapeProblem(keyword, rule.shape, value, builder);
}

function shapeProblem(
  keyword: string,
  shape: KeywordShape,
  value: unknown,
  builder: GraphBuilder,
): Problem | undefined {
  switch (shape) {
    case 'any':
      return undefined;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : invalid(`${keyword} must be true or false.`);
    case 'string':
      return typeof value === 'string' ? undefined : invalid(`${keyword} must be a string.`);
    case 'id':
      return typeof value === 'string' && /^(#[^#]*|[^#]*#?)$/s.test(value) && !/^#.*\//s.test(value)
        ? undefined
        : invalid('$id must be a URI reference without a fragment.');
    case 'name':
      return typeof value === 'string' && /^[A-Za-z_][-A-Za-z0-9._]*$/.test(value)
        ? undefined
        : invalid(`${keyword} must start with a letter and hold letters, digits, ".", "_" and "-".`);
    case 'number':
      return typeof value === 'number' ? undefined : invalid(`${keyword} must be a number.`);
    case 'positive':
      return typeof value === 'number' && value > 0 ? undefined : invalid(`${keyword} must be a number above 0.`);
    case 'count':
      return Number.isInteger(value) && Number(value) >= 0
        ? undefined
        : invalid(`${keyword} must be a whole number, 0 or more.`);
    case 'names':
      return isNames(value) ? undefined : invalid(`${keyword} must be a list of different property names.`);
    case 'namesByName':
      return isObject(value) && Object.values(value).every(isNames)
        ? undefined
        : invalid(`${keyword} must map property names to lists of different property names.`);
    case 'dependencies':
      return isObject(value) && Object.values(value).every((item) => isNames(item) || isSchema(item))
        ? undefined
        : invalid(`${keyword} must map property names to schemas or lists of property names.`);
    case 'values':
      return valuesProblem(keyword, value);
    case 'type': {
      const types: readonly unknown[] = Array.isArray(value) ? value : [value];
      const known = types.length > 0 && types.every((type) => TYPES.includes(String(type)) && typeof type === 'string');
      return known && new Set(types).size === types.length
        ? undefined
        : invalid(`type must be one of ${TYPES.join(', ')}, or a list of different ones.`);
    }
    case 'pattern':
      return typeof value === 'string' ? patternProblem(value, builder) : invalid(`${keyword} must be a string.`);
    case 'schema':
    case 'schemaOrSchemas':
      return isSchema(value) || (shape === 'schemaOrSchemas' && Array.isArray(value) && value.length > 0)
        ? undefined
        : invalid(`${keyword} must be a schema: a JSON object or a boolean.`);
    case 'schemas':
      return Array.isArray(value) && value.length > 0
        ? undefined
        : invalid(`${keyword} must be a list of schemas with at least one in it.`);
    case 'schemasByName':
    case 'schemasByPattern': {
      if (!isObject(value)) return invalid(`${keyword} must be a JSON object of schemas.`);
      return shape === 'schemasByPattern'
        ? Object.keys(value)
            .map((source) => patternProblem(source, builder))
            .find((problem) => problem !== undefined)
        : undefined;
    }
  }
}

function nestedDraftProblem(value: unknown, draft: SchemaDraft): Problem | undefined {
  if (typeof value !== 'string') return invalid('$schema must be a string.');
  return value.includes(draft === 'draft-07' ? '/draft-07/' : '/2020-12/')
    ? undefined
    : { code: 'unsupported_draft', message: 'the whole schema must be of one draft; remove the inner $schema.' };
}

/** `nullable` is OpenAPI's; it adds `null` to `type` and means nothing without one. */
function nullableProblem(schema: KeywordObject): Problem | undefined {
  const { nullable, type } = schema;
  if (typeof nullable !== 'boolean') return invalid('nullable must be true or false.');
  if (type === undefined) return nullable ? invalid('nullable needs a type beside it.') : undefined;
  const hasNull = type === 'null' || (Array.isArray(type) && type.includes('null'));
  return !nullable && hasNull ? invalid('nullable is false but type includes null.') : undefined;
}

function valuesProblem(keyword: string, value: unknown): Problem | undefined {
  if (!Array.isArray(value) || value.length === 0) return invalid(`${keyword} must be a list with at least one value.`);
  return value.length > SCHEMA_LIMITS.enumValues
    ? {
        code: 'too_large',
        message: `${keyword} lists more than ${SCHEMA_LIMITS.enumValues} values; describe them with a pattern or a range.`,
      }
    : undefined;
}

function patternProblem(source: string, builder: GraphBuilder): Problem | undefined {
  const shown = JSON.stringify(source.slice(0, 60));
  if (source.length > SCHEMA_LIMITS.patternCharacters) {
    return {
      code: 'too_large',
      message: `the pattern ${shown}… is longer than ${SCHEMA_LIMITS.patternCharacters} characters.`,
    };
  }
  try {
    if (builder.patternStates > SCHEMA_LIMITS.patternStates) return undefined; // said once
    builder.patternStates += linearPattern(source).states;
    return builder.patternStates <= SCHEMA_LIMITS.patternStates
      ? undefined
      : {
          code: 'too_large',
          message: `the patterns of the schema unroll to more than ${SCHEMA_LIMITS.patternStates} states together; repeat less in {n,m}.`,
        };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return error instanceof UnsupportedPatternError
      ? { code: 'unsupported_pattern', message: `the pattern ${shown} is refused: ${why}; simplify it.` }
      : { code: 'invalid_pattern', message: `${shown} is not a valid regular expression: ${why}.` };
  }
}

function invalid(message: string): Problem {
  return { code: 'invalid_keyword', message };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSchema(value: unknown): boolean {
  return typeof value === 'boolean' || isObject(value);
}

function isNames(value: unknown): boolean {
  return (
    Array.isArray(value) && value.every((name) => typeof name === 'string') && new Set(value).size === value.length
  );
}
