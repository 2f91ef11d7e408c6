import type { JsonSchema } from '../json.js';
import { NEWEST, SEED, type SchemaGeneration, type SchemaName, type SeedSchemaName } from './generated.js';
import { standAlone } from './stand-alone.js';

/**
 * JSON Schema (2020-12) of every body of the contract, newest generation, by name. Each stands alone: its references
 * point into its own `$defs`, which hold what it needs and no more. `SessionRequest` also takes the top-level `answer_format`
 * of the first generation.
 *
 * Formats used: `uuid`, `date-time`. Nothing is closed that the contract does not close.
 *
 * @example new Ajv2020({ strict: false }).compile(bodySchemas.SessionRequest)
 */
export const bodySchemas: Readonly<Record<SchemaName, JsonSchema>> = allOf(NEWEST);

/** The same for the first generation of the platform. */
export const seedBodySchemas: Readonly<Record<SeedSchemaName, JsonSchema>> = allOf(SEED);

function allOf<Name extends string>({ definitions }: SchemaGeneration<Name>): Record<Name, JsonSchema> {
  const standing: Record<string, JsonSchema> = {};
  for (const name of Object.keys(definitions)) standing[name] = standAlone({ $ref: `#/$defs/${name}` }, definitions);
  return standing;
}
