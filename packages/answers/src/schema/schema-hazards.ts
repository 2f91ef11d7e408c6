import type { FormatIssue } from './format-issue.js';
import type { SchemaGraph, SchemaNode } from './schema-node.js';
import { isKeywordObject } from './schema-node.js';
import { SCHEMA_LIMITS } from './schema-limits.js';
import { stronglyConnected } from './strongly-connected.js';

/** What checking an answer against a schema can cost. */
export interface SchemaCost {
  /** The schema refers back to itself, so the answer decides how deep the check goes. */
  readonly recursive: boolean;
  /** The rules that may look at one value stay few, however deep the answer is: generated code may judge it. */
  readonly bounded: boolean;
}

/** Finds loops and multiplying rules, and the constructs on which validators disagree. */
export function findHazards(graph: SchemaGraph): { cost: SchemaCost } | { issues: readonly FormatIssue[] } {
  const { nodes } = graph;
  const inPlace = stronglyConnected(nodes, inPlaceEdges);
  const loop = inPlace.find(isCycle(inPlaceEdges))?.[0];
  if (loop !== undefined) {
    return refuse(loop, 'ref_loop', 'this $ref leads back to itself without moving into the value, so it never ends.');
  }

  const rules = new Map<SchemaNode, number>();
  const hops = new Map<SchemaNode, number>();
  for (const [node] of inPlace) {
    if (node === undefined) continue;
    rules.set(node, 1 + sum(inPlaceEdges(node).map((next) => rules.get(next) ?? 0)));
    hops.set(node, node.target === undefined ? 0 : 1 + (hops.get(node.target) ?? 0));
    if ((hops.get(node) ?? 0) > SCHEMA_LIMITS.refChain) {
      return refuse(
        node,
        'too_large',
        `$ref leads through more than ${SCHEMA_LIMITS.refChain} others; refer to the place itself.`,
      );
    }
    if ((rules.get(node) ?? 0) > SCHEMA_LIMITS.rulesPerValue) {
      const message = `more than ${SCHEMA_LIMITS.rulesPerValue} rules look at one value here; combine fewer schemas.`;
      return refuse(node, 'too_large', message);
    }
  }
  const together = sum([...rules.values()]);
  if (together > SCHEMA_LIMITS.rulesTogether) {
    const message = `more than ${SCHEMA_LIMITS.rulesTogether} rules, counted at each place that refers to them; combine fewer schemas.`;
    return refuse(graph.root, 'too_large', message);
  }
  const disputed = nodes.map(disputedUnevaluated).filter((issue) => issue !== undefined);
  return disputed.length > 0 ? { issues: disputed } : { cost: costOf(nodes) };
}

/** Subschemas that look at the same value. */
function inPlaceEdges(node: SchemaNode): SchemaNode[] {
  const same = node.subschemas.filter(({ looksAt }) => looksAt === 'same').map(({ node: child }) => child);
  return node.target === undefined ? same : [node.target, ...same];
}

function inPlaceClosure(node: SchemaNode): Set<SchemaNode> {
  const found = new Set([node]);
  for (const each of found) for (const next of inPlaceEdges(each)) found.add(next);
  return found;
}

function costOf(nodes: readonly SchemaNode[]): SchemaCost {
  const allEdges = (node: SchemaNode): SchemaNode[] => [
    ...inPlaceEdges(node),
    ...node.subschemas
      .filter(({ looksAt }) => looksAt !== 'same' && looksAt !== 'none')
      .map(({ node: child }) => child),
  ];
  const groups = stronglyConnected(nodes, allEdges);
  const groupOf = new Map(groups.flatMap((group, index) => group.map((node) => [node, index] as const)));
  const recursive = groups.some(isCycle(allEdges));

  // visits: how often a check that starts at a node may look at any one value below it.
  const visits = new Map<SchemaNode, number>();
  for (const node of groups.flat()) {
    const closure = [...inPlaceClosure(node)];
    const slots = new Map<string, number>();
    let wildcardProperties = 0;
    let items = 0;
    for (const { keyword, key, looksAt, node: child } of closure.flatMap((each) => each.subschemas)) {
      if (looksAt === 'same' || looksAt === 'none') continue;
      const again = groupOf.get(child) === groupOf.get(node);
      const cost = again ? 1 : (visits.get(child) ?? 1);
      if (looksAt === 'item') items += cost;
      else if (keyword === 'properties') slots.set(key, (slots.get(key) ?? 0) + cost);
      else wildcardProperties += cost;
    }
    const entries = sum(closure.map(({ schema }) => entriesOf(schema)));
    const most = Math.max(items, wildcardProperties + Math.max(0, ...slots.values()), closure.length);
    visits.set(node, most);
    if (most * entries > MOST_COMPILED_WORK || (recursive && multipliesInside(node, closure, groupOf))) {
      return { recursive, bounded: false };
    }
  }
  return { recursive, bounded: true };
}

/**
 * Generated code cannot count its steps. Times the sixteen million values of the longest text, this stays within seconds;
 * what may take more is left to the interpreter, which counts.
 */
const MOST_COMPILED_WORK = 1_000;

/** How many things the keywords of a schema list: names, subschemas, values. */
function entriesOf(schema: SchemaNode['schema']): number {
  if (!isKeywordObject(schema)) return 1;
  return sum(
    Object.entries(schema).map(([keyword, value]) => {
      if (keyword === 'enum' || keyword === 'const' || keyword === '$defs' || keyword === 'definitions') return 1;
      return Array.isArray(value) ? value.length : isKeywordObject(value) ? Object.keys(value).length : 1;
    }),
  );
}

/** Whether one value below can be reached by two ways that both lead back into the node's own recursion. */
function multipliesInside(
  node: SchemaNode,
  closure: readonly SchemaNode[],
  groupOf: ReadonlyMap<SchemaNode, number>,
): boolean {
  const back = closure
    .flatMap((owner) => owner.subschemas.map((subschema) => ({ ...subschema, owner })))
    .filter(
      ({ looksAt, node: child }) =>
        looksAt !== 'same' && looksAt !== 'none' && groupOf.get(child) === groupOf.get(node),
    );
  const TOO_MANY_TO_COMPARE = 200;
  if (back.length > TOO_MANY_TO_COMPARE) return true;
  return back.some((one, index) =>
    back.slice(index + 1).some((two) => {
      if ((one.looksAt === 'item') !== (two.looksAt === 'item')) return false;
      if (one.keyword === 'properties' && two.keyword === 'properties') return one.key === two.key;
      const exclusive = ['properties', 'additionalProperties', 'items', 'prefixItems', 'additionalItems'];
      return !(one.owner === two.owner && exclusive.includes(one.keyword) && exclusive.includes(two.keyword));
    }),
  );
}

/** Validators disagree about which items and properties count as evaluated in these two shapes. */
function disputedUnevaluated(node: SchemaNode): FormatIssue | undefined {
  if (!isKeywordObject(node.schema)) return undefined;
  if (!('unevaluatedItems' in node.schema || 'unevaluatedProperties' in node.schema)) return undefined;
  const others = [...inPlaceClosure(node)].map(({ schema }) => (isKeywordObject(schema) ? schema : {}));
  if ('unevaluatedItems' in node.schema) {
    const nested = others.some((schema) => 'contains' in schema || (schema !== node.schema && 'items' in schema));
    if (nested) return unsupported(node, 'unevaluatedItems', 'contains or nested items');
  }
  if ('unevaluatedProperties' in node.schema) {
    const nested = others.some((schema) => 'if' in schema && !('then' in schema));
    if (nested) return unsupported(node, 'unevaluatedProperties', 'an if without then');
  }
  return undefined;
}

function unsupported(node: SchemaNode, keyword: string, beside: string): FormatIssue {
  const message = `validators disagree about ${keyword} together with ${beside}; write the allowed ones out.`;
  return { pointer: `${node.pointer}/${keyword}`, code: 'unsupported_keyword', message };
}

function refuse(node: SchemaNode, code: FormatIssue['code'], message: string): { issues: readonly FormatIssue[] } {
  return { issues: [{ pointer: node.pointer, code, message }] };
}

function isCycle(edges: (node: SchemaNode) => readonly SchemaNode[]): (group: readonly SchemaNode[]) => boolean {
  return (group) => group.length > 1 || group.some((node) => edges(node).includes(node));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
