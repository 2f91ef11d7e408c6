/** A JSON Schema document: an object of keywords, or the boolean schemas `true` (anything) and `false` (nothing). */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };
