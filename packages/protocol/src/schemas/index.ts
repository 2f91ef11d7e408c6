export { bodySchemas, seedBodySchemas } from './body-schemas.js';
export { ENDPOINT_SCHEMAS, querySchema, requestSchema, responseSchema } from './endpoint-schemas.js';
export type { EndpointSchemas } from './endpoint-schemas.js';
export type { SchemaName, SeedSchemaName } from './generated.js';
