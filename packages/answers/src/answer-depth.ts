import { AnswerLimit } from './answer-limit.js';
import type { SchemaCost } from './schema/schema-hazards.js';
import type { SchemaGraph } from './schema/schema-node.js';
import { isKeywordObject } from './schema/schema-node.js';
import { ANSWER_LIMITS } from './schema/schema-limits.js';

/** Throws {@link AnswerLimit} when an answer nests deeper than the limit. */
export function assertDepth(data: unknown, left: number = ANSWER_LIMITS.depth): void {
  if (typeof data !== 'object' || data === null) return;
  if (left === 0) {
    throw new AnswerLimit('too_deep', `The answer nests deeper than ${ANSWER_LIMITS.depth} levels.`);
  }
  if (Array.isArray(data)) for (const item of data) assertDepth(item, left - 1);
  else for (const key of Object.keys(data)) assertDepth((data as Record<string, unknown>)[key], left - 1);
}

/**
 * Whether the depth of the answer matters: where the schema recurses, or compares whole items.
 * Elsewhere a check goes no deeper than the schema does.
 */
export function dependsOnDepth(graph: SchemaGraph, cost: SchemaCost): boolean {
  return cost.recursive || graph.nodes.some(({ schema }) => isKeywordObject(schema) && schema['uniqueItems'] === true);
}
