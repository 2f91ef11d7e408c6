import { pointerTo, pointerTokens } from '../json-pointer.js';
import type { FormatIssue } from './format-issue.js';
import type { GraphBuilder, SchemaNode } from './schema-node.js';
import { resolveUri } from './resolve-uri.js';
import { isKeywordObject } from './schema-node.js';

/** Resolves every `$ref` of a document; places that only a `$ref` makes a schema are read on the way. */
export function resolveRefs(builder: GraphBuilder): void {
  // The list grows while it is walked: a target under an unknown keyword is read when first referred to.
  for (const node of builder.nodes) {
    const reference = isKeywordObject(node.schema) ? node.schema['$ref'] : undefined;
    if (typeof reference !== 'string') continue;
    const found = findTarget(builder, node, reference);
    if ('code' in found) builder.issues.push({ pointer: pointerTo(node.pointer, '$ref'), ...found });
    else node.target = found;
  }
}

function findTarget(
  builder: GraphBuilder,
  node: SchemaNode,
  reference: string,
): SchemaNode | Omit<FormatIssue, 'pointer'> {
  const shown = JSON.stringify(reference.slice(0, 100));
  const uri = resolveUri(reference, node.base);
  if (uri === undefined) return { code: 'invalid_keyword', message: `$ref ${shown} is not a URI reference.` };
  const [resource, fragment] = splitOnce(uri, '#');
  const start = builder.places.get(resource);
  if (start === undefined) {
    return {
      code: 'remote_ref',
      message: `$ref ${shown} points outside the schema and nothing is ever fetched; copy what it points to into $defs.`,
    };
  }
  const missing = { code: 'unresolved_ref', message: `$ref ${shown} points to nothing in this schema.` } as const;
  const named = fragment === '' ? start : fragment.startsWith('/') ? undefined : builder.places.get(uri);
  if (named !== undefined) return builder.byPointer.get(named) ?? missing;
  if (!fragment.startsWith('/')) return missing;

  let decoded: string;
  try {
    decoded = decodeURIComponent(fragment);
  } catch {
    return missing;
  }
  const pointer = start + decoded;
  const known = builder.byPointer.get(pointer);
  if (known !== undefined) return known;
  let value: unknown = builder.document;
  for (const token of pointerTokens(pointer)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return missing;
    value = (value as Record<string, unknown>)[token];
  }
  return builder.read(value, pointer, resource);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
