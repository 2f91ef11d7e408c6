import type { SchemaNode } from '../schema/schema-node.js';
import type { Checker } from './run.js';

/** The checkers of a schema's subschemas, by keyword. */
export interface SubCheckers {
  /** The subschema of a keyword that holds one. */
  one(keyword: string): Checker | undefined;
  /** The subschemas of a keyword that holds a list. */
  list(keyword: string): readonly Checker[];
  /** The subschemas of a keyword that maps names to schemas. */
  byKey(keyword: string): ReadonlyMap<string, Checker>;
}

/** Looks up the subschemas of one node. */
export function subCheckers(node: SchemaNode, checkerOf: (node: SchemaNode) => Checker): SubCheckers {
  const of = (keyword: string) => node.subschemas.filter((subschema) => subschema.keyword === keyword);
  return {
    one: (keyword) => {
      const found = of(keyword).find(({ key }) => key === '');
      return found === undefined ? undefined : checkerOf(found.node);
    },
    list: (keyword) => of(keyword).map(({ node: child }) => checkerOf(child)),
    byKey: (keyword) => new Map(of(keyword).map(({ key, node: child }) => [key, checkerOf(child)])),
  };
}
