import fc from 'fast-check';
import type { JsonSchema } from '../../src/index.js';

// Not `toString` or `constructor`: raw Ajv itself throws or errs on them (see hostile-input.test.ts).
const keys = ['a', 'b', 'c/d', '~'];
const key = fc.constantFrom(...keys);
const scalar = fc.oneof(
  fc.constantFrom<unknown>(0, 1, 2, -1, 0.5, 10, '', 'a', 'aa', '😀', '2020-01-01', true, false, null),
  fc.integer({ min: -5, max: 20 }),
);

/** Random JSON values, small and made of few names, so that rules are often nearly kept. */
export const json: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

const count = fc.integer({ min: 0, max: 3 });
const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'array', 'object', 'null');

/** Random schemas of draft 2020-12, with recursion through `$ref`. */
export const schema: fc.Arbitrary<JsonSchema> = fc
  .letrec<{ node: JsonSchema }>((tie) => {
    const node = tie('node');
    const byName = fc.dictionary(key, node, { maxKeys: 3 });
    const some = fc.array(node, { minLength: 1, maxLength: 3 });
    const keyword: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
      fc.record({ type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })) }),
      fc.record({ properties: byName }),
      fc.record({ properties: byName, required: fc.uniqueArray(key, { maxLength: 2 }), additionalProperties: node }),
      fc.record({ patternProperties: fc.dictionary(fc.constantFrom('^a', 'b$', '.'), node, { maxKeys: 2 }) }),
      fc.record({ propertyNames: node }),
      fc.record({ dependentRequired: fc.dictionary(key, fc.uniqueArray(key, { maxLength: 2 }), { maxKeys: 2 }) }),
      fc.record({ dependentSchemas: fc.dictionary(key, node, { maxKeys: 2 }) }),
      fc.record({ items: node }),
      fc.record({ prefixItems: some, items: node }),
      fc.record({ contains: node, minContains: count, maxContains: count }),
      fc.record({ uniqueItems: fc.boolean() }),
      fc.record({ enum: fc.array(json, { minLength: 1, maxLength: 3 }) }),
      fc.record({ const: json }),
      fc.record({ minLength: count }),
      fc.record({ maxLength: count }),
      fc.record({ pattern: fc.constantFrom('^a+$', 'a', '^.$', '\\d') }),
      fc.record({ format: fc.constantFrom('date', 'email', 'uri', 'int32', 'nobody-knows') }),
      fc.record({ minimum: count }),
      fc.record({ exclusiveMaximum: count }),
      fc.record({ multipleOf: fc.constantFrom(1, 2, 0.5) }),
      fc.record({ minItems: count }),
      fc.record({ maxProperties: count }),
      fc.record({ allOf: some }),
      fc.record({ anyOf: some }),
      fc.record({ oneOf: some }),
      fc.record({ not: node }),
      fc.record({ if: node, then: node, else: node }),
      fc.record({ unevaluatedProperties: node }),
      fc.record({ unevaluatedItems: node }),
      fc.record({ $ref: fc.constantFrom('#', '#/$defs/x', '#/$defs/y') }),
    );
    const keywords = fc
      .array(keyword, { minLength: 1, maxLength: 3 })
      .map((parts) => Object.assign({}, ...(parts as object[])) as JsonSchema);
    return { node: fc.oneof({ depthSize: 'small' }, fc.boolean(), keywords) };
  })
  .node.map((root) =>
    typeof root === 'boolean'
      ? root
      : {
          ...root,
          $defs: { x: { properties: { a: { $ref: '#' } } }, y: { type: 'array', items: { $ref: '#/$defs/x' } } },
        },
  );
