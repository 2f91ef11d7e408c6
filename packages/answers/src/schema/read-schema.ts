import type { FormatIssue } from './format-issue.js';
import type { SchemaGraph } from './schema-node.js';
import { buildSchemaGraph } from './schema-graph.js';
import { isKeywordObject } from './schema-node.js';
import type { SchemaCost } from './schema-hazards.js';
import { findHazards } from './schema-hazards.js';
import { snapshotSchema } from './snapshot-schema.js';

/** A schema that can be enforced. */
export interface ReadableSchema {
  readonly graph: SchemaGraph;
  readonly cost: SchemaCost;
  /** Its JSON text: the same for equal schemas. */
  readonly text: string;
}

/** A schema that can be enforced, or why it cannot. */
export type ReadSchema = ReadableSchema | { readonly issues: readonly FormatIssue[] };

/** Copies, bounds and checks a schema of unknown origin. Never throws. */
export function readSchema(source: unknown): ReadSchema {
  const snapshot = snapshotSchema(source);
  if ('issue' in snapshot) return { issues: [snapshot.issue] };
  const { schema } = snapshot;
  if (typeof schema !== 'boolean' && !isKeywordObject(schema)) {
    return { issues: [{ pointer: '', code: 'not_a_schema', message: 'a schema must be a JSON object or a boolean.' }] };
  }
  const built = buildSchemaGraph(schema);
  if ('issues' in built) return built;
  const hazards = findHazards(built.graph);
  if ('issues' in hazards) return hazards;
  return { graph: built.graph, cost: hazards.cost, text: JSON.stringify(schema) };
}
