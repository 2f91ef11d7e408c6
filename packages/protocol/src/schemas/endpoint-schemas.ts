import { ENDPOINTS, ENDPOINT_NAMES, type EndpointName } from '../endpoints.js';
import type { JsonSchema } from '../json.js';
import { bodySchemas } from './body-schemas.js';
import { NEWEST, type OperationSchemas, type SchemaName } from './generated.js';
import { standAlone } from './stand-alone.js';

/** The schemas of one endpoint, newest generation. */
export interface EndpointSchemas {
  /** Name of the request body in {@link bodySchemas}; `null`: no body. */
  readonly request: SchemaName | null;
  /** Schema of the query as an object of already converted values; `null`: no query. References need {@link querySchema}. */
  readonly query: JsonSchema | null;
  /** Name of the body of each success code; `null`: no JSON body. */
  readonly responses: Readonly<Record<number, SchemaName | null>>;
}

/** Which schemas each endpoint of the table uses. Error bodies of every endpoint: `ErrorBody`. */
export const ENDPOINT_SCHEMAS: Readonly<Record<EndpointName, EndpointSchemas>> = Object.fromEntries(
  ENDPOINT_NAMES.map((name) => [name, operationOf(name)]),
) as Record<EndpointName, EndpointSchemas>;

/** The stand-alone schema of an endpoint's query, or `null`. */
export function querySchema(name: EndpointName): JsonSchema | null {
  const { query } = ENDPOINT_SCHEMAS[name];
  return query && standAlone(query, NEWEST.definitions);
}

/** The stand-alone schema of an endpoint's request body, or `null`. */
export function requestSchema(name: EndpointName): JsonSchema | null {
  const { request } = ENDPOINT_SCHEMAS[name];
  return request && bodySchemas[request];
}

/** The stand-alone schema of the JSON body an endpoint sends with this success code, or `null`. */
export function responseSchema(name: EndpointName, status: number): JsonSchema | null {
  const body = ENDPOINT_SCHEMAS[name].responses[status];
  return body ? bodySchemas[body] : null;
}

function operationOf(name: EndpointName): OperationSchemas<SchemaName> {
  const { method, path } = ENDPOINTS[name];
  const operation = NEWEST.operations[`${method} ${path}`];
  if (!operation) throw new TypeError(`The endpoint ${name} is not in the OpenAPI file.`);
  return operation;
}
