import type { SchemaGraph } from './schema/schema-graph.js';

/** Turns a checked schema into a generated function; absent from the entries that never generate code. */
export type Compiler = (graph: SchemaGraph) => (data: unknown) => boolean;

let verdict: boolean | undefined;

/** Whether this runtime lets code be generated. Asked once, and only when it matters: a page's CSP reports the attempt. */
export function canGenerateCode(): boolean {
  verdict ??= tryToGenerateCode();
  return verdict;
}

function tryToGenerateCode(): boolean {
  try {
    // oxlint-disable-next-line typescript/no-implied-eval -- the question is whether this is allowed
    return new Function('return true')() === true;
  } catch {
    return false;
  }
}
