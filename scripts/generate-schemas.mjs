// Writes packages/protocol/src/schemas/generated.ts from the OpenAPI file of the contract.
// Run: node scripts/generate-schemas.mjs
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {{ [key: string]: unknown }} Json */
/** @typedef {{ request: string | null, query: Json | null, responses: Record<string, string | null> }} Operation */
/** @typedef {{ definitions: Record<string, Json>, operations: Record<string, Operation> }} Generation */
/**
 * @typedef {object} OpenApi
 * @property {Record<string, Record<string, Json>>} paths
 * @property {{ schemas: Record<string, Json> }} components
 * @property {{ schemas: Record<string, Json>, absent_paths: string[], changed_operations: Record<string, Json> }} x-early-generation
 * @property {Record<string, Json>} x-outside-openapi
 */

const contractFile = new URL('../packages/protocol/contract/sessions.openapi.json', import.meta.url);
const targetFile = new URL('../packages/protocol/src/schemas/generated.ts', import.meta.url);

/** Bodies that the OpenAPI file writes in place get a name of their own. */
const IN_PLACE_NAMES = /** @type {Record<string, string>} */ ({
  'POST /api/v2/sessions/{id}/messages': 'MessageBody',
  'POST /api/v2/sessions/{id}/tool_results': 'ToolResultsBody',
});

/** Both generations send sessions; what hangs on an account (webhooks, token budgets) is not in the endpoint table. */
const OUTSIDE_THE_TABLE = /^\/api\/v2\/(webhooks|quota)/;

/**
 * @returns {OpenApi} The contract as it is on disk.
 */
export function readContract() {
  return JSON.parse(readFileSync(contractFile, 'utf8'));
}

/**
 * The schemas of both generations, as plain data: what `generated.ts` must contain.
 *
 * @param {OpenApi} openApi
 * @returns {{ newest: Generation, seed: Generation }}
 */
export function buildSchemas(openApi) {
  const outside = openApi['x-outside-openapi'];
  const early = openApi['x-early-generation'];
  const webhookDelivery = /** @type {Json} */ (outside['webhook_delivery'])['body'];
  const extras = /** @type {Record<string, Json>} */ ({
    ErrorBody: {
      anyOf: [outside['error_envelope_new'], outside['error_envelope_old'], outside['error_gateway']],
    },
    WebhookDelivery: webhookDelivery,
  });

  const newestSchemas = structuredClone({ ...openApi.components.schemas, ...extras });
  // Known outside the OpenAPI file: a reader of the newest generation accepts the field of the first one too.
  properties(newestSchemas, 'SessionRequest')['answer_format'] = properties(early.schemas, 'SessionRequest')[
    'answer_format'
  ];
  properties(newestSchemas, 'Agent')['reasoning_effort'] = /** @type {Json} */ (outside['agent_newest_extra'])[
    'reasoning_effort'
  ];
  const seedSchemas = structuredClone({ ...openApi.components.schemas, ...extras, ...early.schemas });

  return {
    newest: generation(
      newestSchemas,
      operations(openApi, () => true),
    ),
    seed: generation(
      seedSchemas,
      operations(openApi, (path) => !early.absent_paths.includes(path), early.changed_operations),
    ),
  };
}

/** @param {Record<string, Json>} schemas @param {string} name @returns {Json} */
function properties(schemas, name) {
  return /** @type {Json} */ (/** @type {Json} */ (schemas[name])['properties']);
}

/**
 * @param {OpenApi} openApi
 * @param {(path: string) => boolean} present
 * @param {Record<string, Json>} changes
 */
function operations(openApi, present, changes = {}) {
  /** @type {Record<string, { operation: Json, change: Json }>} */
  const found = {};
  for (const [path, methods] of Object.entries(openApi.paths)) {
    if (OUTSIDE_THE_TABLE.test(path) || !present(path)) continue;
    for (const [method, operation] of Object.entries(methods)) {
      const key = `${method.toUpperCase()} ${path}`;
      found[key.replace('{session_id}', '{id}')] = { operation, change: changes[key] ?? {} };
    }
  }
  return found;
}

/**
 * @param {Record<string, Json>} schemas
 * @param {Record<string, { operation: Json, change: Json }>} found
 * @returns {Generation}
 */
function generation(schemas, found) {
  const named = { ...schemas };
  /** @type {Record<string, Operation>} */
  const table = {};
  for (const [key, { operation, change }] of Object.entries(found)) {
    const body = jsonSchema(operation['requestBody']);
    let request = null;
    if (body) {
      request = refName(body) ?? IN_PLACE_NAMES[key] ?? null;
      if (request === null) throw new Error(`${key}: its body is written in place and has no name here.`);
      named[request] ??= body;
    }
    /** @type {Record<string, string | null>} */
    const responses = {};
    const codes = /** @type {string[] | undefined} */ (change['responses']);
    for (const [status, response] of Object.entries(/** @type {Json} */ (operation['responses']))) {
      if (!/^[23]\d\d$/.test(status) || (codes && !codes.includes(status))) continue;
      const schema = /** @type {Json | undefined} */ (change[status]) ?? jsonSchema(response);
      responses[status] = schema ? (refName(schema) ?? null) : null;
    }
    table[key] = { request, query: querySchema(operation, change), responses };
  }
  const roots = ['ErrorBody', 'HTTPValidationError', 'WebhookDelivery', 'SessionEvent'];
  for (const { request, responses } of Object.values(table)) {
    roots.push(...[request, ...Object.values(responses)].filter((name) => name !== null));
  }
  return { definitions: reachable(named, roots), operations: table };
}

/** @param {unknown} content @returns {Json | undefined} */
function jsonSchema(content) {
  const media = /** @type {{ content?: Record<string, { schema?: Json }> } | undefined} */ (content)?.content;
  return media?.['application/json']?.schema;
}

/** @param {Json} schema */
function refName(schema) {
  return typeof schema['$ref'] === 'string' ? schema['$ref'].split('/').at(-1) : undefined;
}

/** @param {Json} operation @param {Json} change @returns {Json | null} */
function querySchema(operation, change) {
  /** @type {Record<string, Json>} */
  const query = {};
  const absent = /** @type {string[]} */ (change['absent_query'] ?? []);
  for (const parameter of /** @type {Json[]} */ (operation['parameters'] ?? [])) {
    const name = String(parameter['name']);
    if (parameter['in'] !== 'query' || absent.includes(name)) continue;
    query[name] = /** @type {Json} */ (toJsonSchema(parameter['schema']));
    if (name === 'size' && change['size_maximum']) query[name]['maximum'] = change['size_maximum'];
  }
  return Object.keys(query).length > 0 ? { type: 'object', properties: query } : null;
}

/**
 * Only the definitions that a root can reach, in alphabetical order.
 *
 * @param {Record<string, Json>} schemas
 * @param {string[]} roots
 */
function reachable(schemas, roots) {
  /** @type {Record<string, Json>} */
  const kept = {};
  const open = [...roots];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (kept[name]) continue;
    const schema = schemas[name];
    if (!schema) throw new Error(`The schema ${name} is referred to and does not exist.`);
    kept[name] = /** @type {Json} */ (toJsonSchema(schema));
    for (const [, target] of JSON.stringify(kept[name]).matchAll(/"#\/\$defs\/(\w+)"/g)) open.push(String(target));
  }
  return Object.fromEntries(Object.entries(kept).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * OpenAPI's dialect to plain JSON Schema 2020-12: references point at `$defs`, and a `discriminator` becomes the
 * conditions it stands for, so that a validator names the wrong field instead of "matches none of seven".
 *
 * @param {unknown} value
 * @returns {unknown}
 */
function toJsonSchema(value) {
  if (Array.isArray(value)) return value.map(toJsonSchema);
  if (value === null || typeof value !== 'object') return value;
  const schema = /** @type {Json} */ (value);
  const discriminator = /** @type {{ propertyName: string, mapping: Record<string, string> } | undefined} */ (
    schema['discriminator']
  );
  if (discriminator && Array.isArray(schema['oneOf'])) {
    const { propertyName, mapping } = discriminator;
    return {
      type: 'object',
      properties: { [propertyName]: { type: 'string', enum: Object.keys(mapping) } },
      required: [propertyName],
      allOf: Object.entries(mapping).map(([tag, target]) => ({
        if: { properties: { [propertyName]: { const: tag } }, required: [propertyName] },
        then: { $ref: localRef(target) },
      })),
    };
  }
  return Object.fromEntries(
    Object.entries(schema).map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string' ? localRef(inner) : toJsonSchema(inner),
    ]),
  );
}

/** @param {string} reference */
function localRef(reference) {
  return reference.replace('#/components/schemas/', '#/$defs/');
}

/** @param {{ newest: Generation, seed: Generation }} schemas */
function source({ newest, seed }) {
  const union = (/** @type {Generation} */ { definitions }) =>
    Object.keys(definitions)
      .map((name) => `'${name}'`)
      .join(' | ');
  return `// Written by scripts/generate-schemas.mjs from contract/sessions.openapi.json. Do not edit.
import type { JsonSchema } from '../json.js';

/** The name of a body, or of a part of one, in the newest generation. */
export type SchemaName = ${union(newest)};

/** The name of a body, or of a part of one, in the first generation. */
export type SeedSchemaName = ${union(seed)};

/** One operation of the OpenAPI file: the schemas of its body, its query and its success replies. */
export interface OperationSchemas<Name extends string> {
  readonly request: Name | null;
  readonly query: JsonSchema | null;
  readonly responses: Readonly<Record<string, Name | null>>;
}

/** A generation of the contract: its definitions by name, its operations by "METHOD /path". */
export interface SchemaGeneration<Name extends string> {
  readonly definitions: Readonly<Record<Name, JsonSchema>>;
  readonly operations: Readonly<Record<string, OperationSchemas<Name>>>;
}

export const NEWEST: SchemaGeneration<SchemaName> = ${JSON.stringify(newest)};

export const SEED: SchemaGeneration<SeedSchemaName> = ${JSON.stringify(seed)};
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(targetFile, source(buildSchemas(readContract())));
  execFileSync(fileURLToPath(new URL('../node_modules/.bin/oxfmt', import.meta.url)), [fileURLToPath(targetFile)]);
}
