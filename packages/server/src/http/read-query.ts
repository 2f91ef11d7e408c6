import type { EndpointName, JsonSchema } from '@agent-session/protocol';
import { querySchema } from '@agent-session/protocol/schemas';
import { invalidRequest } from './api-error.js';
import { createRequestValidator } from './request-validator.js';

/** A query after conversion and checking; parameters that were not given have the contract's default. */
export type Query = Readonly<Record<string, unknown>>;

/** Reads the query of one endpoint. Parameters the contract does not know are ignored. */
export type QueryReader = (parameters: URLSearchParams) => Query;

type Shape = 'integer' | 'number' | 'boolean' | 'string' | 'array';

/**
 * Makes the reader of an endpoint's query from its schema: text becomes the declared type, repeated keys a list.
 *
 * @throws ApiError 422, from the reader, naming each parameter outside its range.
 */
export function createQueryReader(name: EndpointName): QueryReader {
  const schema = querySchema(name);
  if (!schema) return () => ({});
  const properties = schema['properties'] as Readonly<Record<string, JsonSchema>>;
  const shapes = new Map(Object.entries(properties).map(([key, property]) => [key, shapeOf(property)] as const));
  const defaults = Object.fromEntries(
    Object.entries(properties).flatMap(([key, property]) =>
      'default' in property ? [[key, property['default']]] : [],
    ),
  );
  const validate = createRequestValidator(schema, 'query');
  return (parameters) => {
    const query: Record<string, unknown> = {};
    for (const key of new Set(parameters.keys())) {
      const shape = shapes.get(key);
      if (shape)
        query[key] = shape === 'array' ? parameters.getAll(key) : convert(parameters.getAll(key).at(-1) ?? '', shape);
    }
    const issues = validate(query);
    if (issues.length > 0) throw invalidRequest(issues);
    return { ...defaults, ...query };
  };
}

function shapeOf(property: JsonSchema): Shape {
  const alternatives = (property['anyOf'] as readonly JsonSchema[] | undefined) ?? [property];
  const main = alternatives.find((alternative) => alternative['type'] !== 'null') ?? property;
  return (main['type'] as Shape | undefined) ?? 'string';
}

/** Text that is not of the type stays text, and the schema refuses it. */
function convert(text: string, shape: Exclude<Shape, 'array'>): unknown {
  if (shape === 'integer' || shape === 'number') return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (shape === 'boolean') {
    if (/^(true|1|on|yes)$/i.test(text)) return true;
    return /^(false|0|off|no)$/i.test(text) ? false : text;
  }
  return text;
}
