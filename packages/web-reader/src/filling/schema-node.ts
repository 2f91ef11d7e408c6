import type { JsonSchema } from '@agent-session/protocol';

/** A schema with its references and `allOf` resolved as far as a form to fill goes. */
export interface SchemaNode {
  readonly types: readonly string[];
  readonly properties: ReadonlyMap<string, JsonSchema>;
  readonly required: ReadonlySet<string>;
  readonly schema: JsonSchema;
  /** The schema that stands there once references are followed: what is the same place again. */
  readonly target: JsonSchema;
}

/** Told how much work is about to be done; throws when it is too much. */
export type Spend = (steps: number) => void;

const MAX_REFERENCES = 20;

/** Reads one place of a schema. Unknown or cyclic references leave what could be read. */
export function schemaNode(schema: JsonSchema, root: JsonSchema, spend: Spend): SchemaNode {
  const merged = merge(schema, root, 0, spend);
  const properties = new Map(
    Object.entries(record(merged['properties'])).flatMap(([name, value]) =>
      isSchema(value) ? [[name, value] as const] : [],
    ),
  );
  const required = new Set(
    Array.isArray(merged['required']) ? merged['required'].filter((name) => typeof name === 'string') : [],
  );
  return { types: typesOf(merged, properties), properties, required, schema: merged, target: targetOf(schema, root) };
}

/** The choices of `anyOf` or `oneOf`, each with what stands beside it; empty when there are none. */
export function choicesOf({ schema }: SchemaNode): readonly JsonSchema[] {
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if (!Array.isArray(choices)) return [];
  const { anyOf: _anyOf, oneOf: _oneOf, ...rest } = schema;
  return choices
    .filter(isSchema)
    .map((choice) => (Object.keys(rest).length === 0 ? choice : { allOf: [rest, choice] }));
}

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return isSchema(value) ? value : {};
}

function targetOf(schema: JsonSchema, root: JsonSchema): JsonSchema {
  let target = schema;
  for (let followed = 0; followed < MAX_REFERENCES && typeof target['$ref'] === 'string'; followed += 1) {
    target = resolve(target['$ref'], root) ?? target;
  }
  return target;
}

function merge(schema: JsonSchema, root: JsonSchema, depth: number, spend: Spend): JsonSchema {
  if (depth > MAX_REFERENCES) return {};
  let merged: Record<string, unknown> = { ...schema };
  const add = (before: JsonSchema, after: JsonSchema): void => {
    spend(sizeOf(before) + sizeOf(after));
    merged = both(before, after);
  };
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const target = resolve(reference, root);
    delete merged['$ref'];
    if (target !== null) add(merge(target, root, depth + 1, spend), merged);
  }
  if (Array.isArray(schema['allOf'])) {
    delete merged['allOf'];
    for (const part of schema['allOf'].filter(isSchema)) add(merged, merge(part, root, depth + 1, spend));
  }
  return merged;
}

/** What it costs to copy a schema. */
function sizeOf(schema: JsonSchema): number {
  const { required } = schema as { required?: unknown };
  return 1 + Object.keys(record(schema['properties'])).length + (Array.isArray(required) ? required.length : 0);
}

function both(a: JsonSchema, b: JsonSchema): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...a, ...b };
  if (isSchema(a['properties']) && isSchema(b['properties']))
    merged['properties'] = { ...a['properties'], ...b['properties'] };
  if (Array.isArray(a['required']) && Array.isArray(b['required']))
    merged['required'] = [...(a['required'] as unknown[]), ...(b['required'] as unknown[])];
  return merged;
}

/** Local references: `#`, a JSON Pointer, an `$anchor` or `$id` of a definition. */
function resolve(reference: string, root: JsonSchema): JsonSchema | null {
  if (reference === '#') return root;
  if (reference.startsWith('#/')) {
    let at: unknown = root;
    for (const token of reference.slice(2).split('/')) {
      const key = decode(token).replaceAll('~1', '/').replaceAll('~0', '~');
      at =
        typeof at === 'object' && at !== null && Object.hasOwn(at, key)
          ? (at as Record<string, unknown>)[key]
          : undefined;
    }
    return isSchema(at) ? at : null;
  }
  const definitions = Object.values({ ...record(root['definitions']), ...record(root['$defs']) }).filter(isSchema);
  return (
    definitions.find(
      (definition) => definition['$id'] === reference || `#${String(definition['$anchor'])}` === reference,
    ) ?? null
  );
}

function decode(token: string): string {
  try {
    return decodeURIComponent(token);
  } catch {
    return token;
  }
}

function typesOf(schema: JsonSchema, properties: ReadonlyMap<string, unknown>): readonly string[] {
  const { type } = schema as { type?: unknown };
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.filter((name) => typeof name === 'string');
  if (properties.size > 0 || schema['required'] !== undefined) return ['object'];
  if (schema['items'] !== undefined || schema['prefixItems'] !== undefined) return ['array'];
  return [];
}
