import fc from 'fast-check';

type Schema = { readonly [keyword: string]: unknown };

/** Values that conform to a JSON Schema of the contract (the keywords it uses), for fuzzing. */
export function schemaArbitrary(
  schema: Schema,
  definitions: Readonly<Record<string, Schema>>,
  depth = 0,
): fc.Arbitrary<unknown> {
  const sub = (child: unknown) => schemaArbitrary(child as Schema, definitions, depth + 1);
  if (typeof schema['$ref'] === 'string') return sub(definitions[schema['$ref'].split('/').at(-1)!]!);
  const alternatives = (schema['anyOf'] ?? schema['oneOf']) as readonly Schema[] | undefined;
  if (alternatives) {
    const shallow =
      depth > 4 ? alternatives.filter((each) => each['type'] === 'null' || each['type'] === 'string') : alternatives;
    return fc.oneof(...(shallow.length > 0 ? shallow : alternatives).map(sub));
  }
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  switch (schema['type']) {
    case 'string':
      if (schema['format'] === 'uuid') return fc.uuid();
      if (schema['format'] === 'date-time')
        return fc
          .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
          .map((date) => date.toISOString());
      return fc.string({ minLength: Number(schema['minLength'] ?? 0), maxLength: 20, unit: 'binary' });
    case 'integer':
      return fc.integer({ min: minimumOf(schema), max: Math.min(Number(schema['maximum'] ?? 1000), 1000) });
    case 'number':
      return fc.double({ min: minimumOf(schema) + 0.001, max: 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(sub(schema['items'] ?? {}), {
        minLength: Number(schema['minItems'] ?? 0),
        maxLength: depth > 3 ? Number(schema['minItems'] ?? 0) : 3,
      });
    case 'object': {
      const properties = (schema['properties'] ?? {}) as Record<string, Schema>;
      const requiredKeys = ((schema['required'] ?? []) as string[]).filter((key) => key in properties);
      const kept = depth > 3 ? requiredKeys : Object.keys(properties);
      return fc.record(Object.fromEntries(kept.map((key) => [key, sub(properties[key]!)])), { requiredKeys });
    }
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function minimumOf(schema: Schema): number {
  const exclusive = schema['exclusiveMinimum'];
  return typeof exclusive === 'number' ? exclusive + 1 : Number(schema['minimum'] ?? -5);
}
