/** Bounds on a schema somebody else wrote. Each is far above what generators such as zod or pydantic produce. */
export const SCHEMA_LIMITS = {
  /** JSON values in the schema: keeps compile time and memory small. */
  values: 20_000,
  /** Characters in all keys and strings together. */
  characters: 500_000,
  /** Nesting of the schema document. */
  depth: 100,
  /** `$ref` to `$ref` to `$ref`: hops before a rule is reached. */
  refChain: 50,
  /** Values in one `enum`. */
  enumValues: 10_000,
  /** Characters in one `pattern`. */
  patternCharacters: 2_000,
  /** States that all patterns unroll to: `(a{100}){100}` is short and has ten thousand. */
  patternStates: 200_000,
  /** How often the rules may look at one and the same value; `allOf` of `$ref` doubles with each level. */
  rulesPerValue: 5_000,
  /** The same, summed over all places of the schema. */
  rulesTogether: 500_000,
} as const;

/** Bounds on an answer. */
export const ANSWER_LIMITS = {
  /** Characters of an answer that came as text. */
  textCharacters: 32_000_000,
  /** Nesting, looked at only where a schema is recursive or compares whole values. */
  depth: 500,
  /** Steps of the interpreter; a schema whose rules multiply with depth is stopped here. */
  steps: 20_000_000,
  /** Steps of pattern matching and of comparing whole values, over the whole answer; about a second. */
  work: 50_000_000,
  /** Issues reported; the verdict never depends on it. */
  issues: 50,
} as const;
