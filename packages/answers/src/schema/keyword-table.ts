import type { SchemaDraft } from '../json-schema.js';

/** What the value of a keyword must be. */
export type KeywordShape =
  | 'any'
  | 'boolean'
  | 'count'
  | 'dependencies'
  | 'id'
  | 'name'
  | 'namesByName'
  | 'names'
  | 'number'
  | 'pattern'
  | 'positive'
  | 'schema'
  | 'schemaOrSchemas'
  | 'schemas'
  | 'schemasByName'
  | 'schemasByPattern'
  | 'string'
  | 'type'
  | 'values';

/** Which value the subschemas of a keyword look at: the same one, an item, a property, a property's name, or none. */
export type SubschemaPosition = 'same' | 'item' | 'property' | 'name' | 'none';

/** One row of {@link KEYWORDS}. */
export interface KeywordRule {
  readonly shape: KeywordShape;
  readonly looksAt?: SubschemaPosition;
  /** Known in this draft only; elsewhere it is an unknown keyword, which says nothing. */
  readonly only?: SchemaDraft;
  /** Says nothing about validity. */
  readonly annotation?: true;
}

/** The keywords of both drafts, once: read by the schema checks, the walk over subschemas and the interpreter. */
export const KEYWORDS = {
  $schema: { shape: 'string', annotation: true },
  $id: { shape: 'id' },
  $anchor: { shape: 'name', only: '2020-12' },
  $dynamicAnchor: { shape: 'name', only: '2020-12' },
  $ref: { shape: 'string' },
  $comment: { shape: 'string', annotation: true },
  $defs: { shape: 'schemasByName', looksAt: 'none', annotation: true },
  definitions: { shape: 'schemasByName', looksAt: 'none', annotation: true },
  title: { shape: 'string', annotation: true },
  description: { shape: 'string', annotation: true },
  default: { shape: 'any', annotation: true },
  examples: { shape: 'any', annotation: true },
  readOnly: { shape: 'boolean', annotation: true },
  writeOnly: { shape: 'boolean', annotation: true },
  type: { shape: 'type' },
  nullable: { shape: 'boolean' },
  const: { shape: 'any' },
  enum: { shape: 'values' },
  minLength: { shape: 'count' },
  maxLength: { shape: 'count' },
  pattern: { shape: 'pattern' },
  format: { shape: 'string' },
  minimum: { shape: 'number' },
  maximum: { shape: 'number' },
  exclusiveMinimum: { shape: 'number' },
  exclusiveMaximum: { shape: 'number' },
  multipleOf: { shape: 'positive' },
  minItems: { shape: 'count' },
  maxItems: { shape: 'count' },
  uniqueItems: { shape: 'boolean' },
  minProperties: { shape: 'count' },
  maxProperties: { shape: 'count' },
  required: { shape: 'names' },
  dependentRequired: { shape: 'namesByName', only: '2020-12' },
  properties: { shape: 'schemasByName', looksAt: 'property' },
  patternProperties: { shape: 'schemasByPattern', looksAt: 'property' },
  additionalProperties: { shape: 'schema', looksAt: 'property' },
  propertyNames: { shape: 'schema', looksAt: 'name' },
  prefixItems: { shape: 'schemas', looksAt: 'item', only: '2020-12' },
  items: { shape: 'schemaOrSchemas', looksAt: 'item' },
  additionalItems: { shape: 'schema', looksAt: 'item', only: 'draft-07' },
  contains: { shape: 'schema', looksAt: 'item' },
  minContains: { shape: 'count', only: '2020-12' },
  maxContains: { shape: 'count', only: '2020-12' },
  allOf: { shape: 'schemas', looksAt: 'same' },
  anyOf: { shape: 'schemas', looksAt: 'same' },
  oneOf: { shape: 'schemas', looksAt: 'same' },
  not: { shape: 'schema', looksAt: 'same' },
  if: { shape: 'schema', looksAt: 'same' },
  then: { shape: 'schema', looksAt: 'same' },
  else: { shape: 'schema', looksAt: 'same' },
  dependentSchemas: { shape: 'schemasByName', looksAt: 'same', only: '2020-12' },
  dependencies: { shape: 'dependencies', looksAt: 'same' },
  unevaluatedProperties: { shape: 'schema', looksAt: 'property', only: '2020-12' },
  unevaluatedItems: { shape: 'schema', looksAt: 'item', only: '2020-12' },
} as const satisfies Record<string, KeywordRule>;

/** Name of a keyword that has a meaning. */
export type Keyword = keyof typeof KEYWORDS;

/** The rule of a keyword in a draft, or `undefined` for an unknown one. */
export function keywordRule(name: string, draft: SchemaDraft): KeywordRule | undefined {
  if (!Object.hasOwn(KEYWORDS, name)) return undefined;
  const rule: KeywordRule = KEYWORDS[name as Keyword];
  return rule.only === undefined || rule.only === draft ? rule : undefined;
}
