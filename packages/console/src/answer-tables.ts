/** Rows of an answer that can stand in a table. */
export interface AnswerTable {
  /** Where the rows are within the answer, as a JSON Pointer. */
  readonly pointer: string;
  /** The name of the property that holds them; `null`: the answer is the rows. */
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** A table with more columns than this is read better as a tree. */
const MOST_COLUMNS = 12;

/**
 * The tables in an answer: the answer itself when it is an array of objects, or each property that is one. Empty when
 * there is nothing that reads better as a table.
 */
export function answerTables(answer: unknown): readonly AnswerTable[] {
  const whole = tableOf(answer, '', null);
  if (whole) return [whole];
  if (!isObject(answer)) return [];
  return Object.entries(answer).flatMap(([name, value]) => {
    const table = tableOf(value, `/${pointerStep(name)}`, name);
    return table ? [table] : [];
  });
}

/** A name as it stands in a JSON Pointer. */
export function pointerStep(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function tableOf(value: unknown, pointer: string, name: string | null): AnswerTable | null {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isObject)) return null;
  const columns = new Set<string>();
  for (const row of value) {
    for (const column of Object.keys(row)) columns.add(column);
    if (columns.size > MOST_COLUMNS) return null;
  }
  return columns.size === 0 ? null : { pointer, name, columns: [...columns], rows: value };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
