import type { SchemaDraft } from '../json-schema.js';
import { pointerTo } from '../json-pointer.js';
import type { FormatIssue } from './format-issue.js';
import { keywordProblem } from './keyword-problem.js';
import { keywordRule } from './keyword-table.js';
import { resolveRefs } from './resolve-refs.js';
import { resolveUri } from './resolve-uri.js';
import type { GraphBuilder, KeywordObject, SchemaGraph, SchemaNode } from './schema-node.js';
import { isKeywordObject } from './schema-node.js';

const DRAFTS: readonly (readonly [RegExp, SchemaDraft])[] = [
  [/^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/, '2020-12'],
  [/^https?:\/\/json-schema\.org\/draft-07\/schema#?$/, 'draft-07'],
];

/** The base of a document without `$id`; never fetched, never shown. */
const DEFAULT_BASE = 'schema://answer-format/';

/** The draft a schema asks for, or `undefined` when it is one we do not know. */
export function draftOf(schema: unknown): SchemaDraft | undefined {
  const named = isKeywordObject(schema) ? schema['$schema'] : undefined;
  if (named === undefined) return '2020-12';
  return DRAFTS.find(([uri]) => typeof named === 'string' && uri.test(named))?.[1];
}

/** Reads a copied schema document: checks the value of each keyword and resolves each `$ref`. */
export function buildSchemaGraph(document: unknown): { graph: SchemaGraph } | { issues: readonly FormatIssue[] } {
  const draft = draftOf(document);
  if (draft === undefined) {
    const message = `$schema must be "https://json-schema.org/draft/2020-12/schema" or "http://json-schema.org/draft-07/schema#", or be left out.`;
    return { issues: [{ pointer: '/$schema', code: 'unsupported_draft', message }] };
  }
  const builder: GraphBuilder = {
    draft,
    document,
    nodes: [],
    byPointer: new Map(),
    places: new Map([[DEFAULT_BASE, '']]),
    issues: [],
    patternStates: 0,
    read: (schema, pointer, base) => readNode(builder, schema, pointer, base),
  };
  const root = builder.read(document, '', DEFAULT_BASE);
  if (builder.issues.length === 0) resolveRefs(builder);
  return builder.issues.length > 0
    ? { issues: builder.issues }
    : { graph: { draft, document: root.schema, root, nodes: builder.nodes } };
}

function readNode(builder: GraphBuilder, schema: unknown, pointer: string, outerBase: string): SchemaNode {
  const valid = typeof schema === 'boolean' || isKeywordObject(schema);
  if (!valid) {
    builder.issues.push({ pointer, code: 'not_a_schema', message: 'a schema must be a JSON object or a boolean.' });
  }
  const keywords = isKeywordObject(schema) ? schema : {};
  const base = readNames(builder, keywords, pointer, outerBase);
  const node: SchemaNode = {
    id: builder.nodes.length,
    pointer,
    schema: valid ? schema : true,
    base,
    subschemas: [],
    target: undefined,
  };
  builder.nodes.push(node);
  builder.byPointer.set(pointer, node);

  for (const [keyword, value] of Object.entries(keywords)) {
    const rule = keywordRule(keyword, builder.draft);
    const at = pointerTo(pointer, keyword);
    const problem = keywordProblem(keyword, keywords, builder);
    if (problem !== undefined) {
      builder.issues.push({ pointer: at, ...problem });
      continue;
    }
    if (rule?.looksAt === undefined) continue;
    const add = (key: string, child: unknown, place: string): void => {
      node.subschemas.push({
        keyword,
        key,
        looksAt: rule.looksAt ?? 'none',
        node: builder.read(child, place, base),
      });
    };
    if (rule.shape === 'schema' || (rule.shape === 'schemaOrSchemas' && !Array.isArray(value))) add('', value, at);
    else if (Array.isArray(value)) value.forEach((child, index) => add(String(index), child, pointerTo(at, index)));
    else if (isKeywordObject(value)) {
      for (const [key, child] of Object.entries(value)) {
        if (!Array.isArray(child)) add(key, child, pointerTo(at, key)); // an array is a list of names in `dependencies`
      }
    }
  }
  return node;
}

/** Notes `$id` and `$anchor` of a schema and returns the base its references resolve against. */
function readNames(builder: GraphBuilder, keywords: KeywordObject, pointer: string, outerBase: string): string {
  let base = outerBase;
  const note = (uri: string, keyword: string): void => {
    const known = builder.places.get(uri);
    if (known !== undefined && known !== pointer) {
      const message = `the same name is given at "${known}"; each ${keyword} must be unique.`;
      builder.issues.push({ pointer: pointerTo(pointer, keyword), code: 'duplicate_id', message });
    } else builder.places.set(uri, pointer);
  };
  const id = keywords['$id'];
  if (typeof id === 'string') {
    const uri = resolveUri(id, outerBase);
    if (uri === undefined) {
      const message = `"${id.slice(0, 100)}" is not a URI reference.`;
      builder.issues.push({ pointer: pointerTo(pointer, '$id'), code: 'invalid_keyword', message });
    } else if (id.startsWith('#')) {
      if (id.length > 1) note(uri, '$id');
    } else {
      base = uri.replace(/#.*$/s, '');
      note(base, '$id');
    }
  }
  for (const keyword of ['$anchor', '$dynamicAnchor']) {
    const anchor = keywords[keyword];
    if (builder.draft === '2020-12' && typeof anchor === 'string') note(`${base}#${anchor}`, keyword);
  }
  return base;
}
