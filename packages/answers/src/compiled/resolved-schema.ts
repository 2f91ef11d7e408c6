import type { JsonSchema } from '../json-schema.js';
import { formatCheck } from '../interpreter/formats.js';
import { keywordRule } from '../schema/keyword-table.js';
import type { KeywordObject, SchemaGraph, SchemaNode } from '../schema/schema-node.js';
import { isKeywordObject } from '../schema/schema-node.js';

/**
 * Writes a checked schema anew for Ajv: only keywords that decide something, every `$ref` in one plain form, no `$id`.
 * So Ajv never meets an unknown keyword, an id of somebody else, `$async`, or a reference it would read in its own way.
 */
export function resolvedSchema(graph: SchemaGraph): JsonSchema {
  const targets = new Set(graph.nodes.flatMap(({ target }) => (target === undefined ? [] : [target])));
  const referTo = (node: SchemaNode): KeywordObject => ({ $ref: `#/$defs/${node.id}` });
  const place = (node: SchemaNode): JsonSchema => (targets.has(node) ? referTo(node) : write(node));

  const write = (node: SchemaNode): JsonSchema => {
    if (!isKeywordObject(node.schema)) return node.schema;
    const result: Record<string, unknown> = {};
    for (const [keyword, value] of Object.entries(node.schema)) {
      const rule = keywordRule(keyword, graph.draft);
      if (rule === undefined || rule.annotation === true || OMITTED.has(keyword)) continue;
      if (keyword === 'format' && formatCheck(String(value)) === undefined) continue;
      if (keyword === 'const' && isComposite(value)) result[EQUAL_TO] = value;
      else if (keyword === 'enum' && needsEqualToAny(value as readonly unknown[])) result[EQUAL_TO_ANY] = value;
      else if (rule.looksAt === undefined) result[keyword] = value;
      else result[keyword] = writeSubschemas(node, keyword, value, place);
    }
    if (node.schema['nullable'] === true) result['type'] = [...new Set([node.schema['type'], 'null'].flat())];
    return node.target === undefined ? result : { ...result, ...referTo(node.target) };
  };

  const root = place(graph.root);
  if (targets.size === 0 || !isKeywordObject(root)) return root;
  return { ...root, $defs: Object.fromEntries([...targets].map((node) => [node.id, write(node)])) };
}

/** Our names for `const` and `enum` with objects or arrays, or very many values, in them. */
export const EQUAL_TO = 'equalTo';
export const EQUAL_TO_ANY = 'equalToAny';

/** Long lists too: comparing with each is work to be counted. */
function needsEqualToAny(values: readonly unknown[]): boolean {
  const MAX_PLAIN = 100;
  return values.length > MAX_PLAIN || values.some(isComposite);
}

function isComposite(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

const OMITTED = new Set(['$id', '$anchor', '$dynamicAnchor', '$ref', 'nullable']);

function writeSubschemas(
  node: SchemaNode,
  keyword: string,
  value: unknown,
  place: (node: SchemaNode) => JsonSchema,
): unknown {
  const children = node.subschemas.filter((subschema) => subschema.keyword === keyword);
  if (Array.isArray(value)) return children.map(({ node: child }) => place(child));
  const [only] = children;
  if (only !== undefined && only.key === '' && only.node.schema === value) return place(only.node);
  const result: Record<string, unknown> = { ...(value as KeywordObject) }; // lists of names in `dependencies` stay
  for (const { key, node: child } of children) result[key] = place(child);
  return result;
}
