import type { JsonSchema } from '../json.js';

type Definitions = Readonly<Record<string, JsonSchema>>;

const LOCAL_REFERENCE = /^#\/\$defs\/(.+)$/;
const directReferences = new WeakMap<object, readonly string[]>();

/** The schema with the definitions it refers to, directly and through others, as its own `$defs`, and no more. */
export function standAlone(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const needed = new Set<string>();
  const collect = (from: JsonSchema): void => {
    for (const name of referencesOf(from)) {
      const definition = definitions[name];
      if (needed.has(name) || !definition) continue;
      needed.add(name);
      collect(definition);
    }
  };
  collect(schema);
  if (needed.size === 0) return schema;
  return { ...schema, $defs: Object.fromEntries([...needed].map((name) => [name, definitions[name]])) };
}

function referencesOf(schema: JsonSchema): readonly string[] {
  let found = directReferences.get(schema);
  if (!found) directReferences.set(schema, (found = [...new Set(searchReferences(schema))]));
  return found;
}

function searchReferences(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const name = key === '$ref' && typeof child === 'string' ? LOCAL_REFERENCE.exec(child)?.[1] : undefined;
    return name === undefined ? searchReferences(child) : [name];
  });
}
