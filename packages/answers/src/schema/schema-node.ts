import type { SchemaDraft } from '../json-schema.js';
import type { FormatIssue } from './format-issue.js';
import type { SubschemaPosition } from './keyword-table.js';

/** A schema object with its keywords. */
export type KeywordObject = Readonly<Record<string, unknown>>;

/** A subschema held by a keyword of another schema. */
export interface Subschema {
  readonly keyword: string;
  /** Property name, pattern or index under the keyword; `''` when the keyword holds one schema. */
  readonly key: string;
  readonly looksAt: SubschemaPosition;
  readonly node: SchemaNode;
}

/** One place of a schema document that is a schema. */
export interface SchemaNode {
  readonly id: number;
  readonly pointer: string;
  /** `true` and `false` are `{}` and `{ not: {} }` written short. */
  readonly schema: boolean | KeywordObject;
  /** The URI that `$ref` inside is resolved against. */
  readonly base: string;
  readonly subschemas: Subschema[];
  /** Where `$ref` leads. */
  target: SchemaNode | undefined;
}

/** A checked schema document: every place that is a schema, every `$ref` resolved. */
export interface SchemaGraph {
  readonly draft: SchemaDraft;
  readonly document: boolean | KeywordObject;
  readonly root: SchemaNode;
  readonly nodes: readonly SchemaNode[];
}

/** Shared state while a document is read. */
export interface GraphBuilder {
  readonly draft: SchemaDraft;
  readonly document: unknown;
  readonly nodes: SchemaNode[];
  readonly byPointer: Map<string, SchemaNode>;
  /** Absolute URI of each `$id` and each `$anchor` → pointer of its place. */
  readonly places: Map<string, string>;
  readonly issues: FormatIssue[];
  /** What the patterns read so far unroll to. */
  patternStates: number;
  read(schema: unknown, pointer: string, base: string): SchemaNode;
}

/** Whether a value is an object of keywords. */
export function isKeywordObject(value: unknown): value is KeywordObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
