/** A JSON Schema document: an object of keywords, or the boolean schemas `true` (anything) and `false` (nothing). */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown };

/** The drafts understood: `2020-12` unless `$schema` names draft-07. */
export type SchemaDraft = '2020-12' | 'draft-07';
