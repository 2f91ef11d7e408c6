import { readFileSync } from 'node:fs';
import { parseSync, type Expression, type ObjectExpression, type PropertyKey } from 'oxc-parser';

/** Who says so: the brief (the sessions overview), the wire notes (specifications and prose of the platform), or we. */
export interface CellReason {
  readonly source: string;
  /** Where it is said, or why we decided so. */
  readonly reason: string;
}

const REPEAT: CellReason = {
  source: 'ours',
  reason: 'a fact that repeats the current state changes nothing, so that a repeated event does no harm',
};
const TRANSITIONS = readReasons('transition-table.ts', 'TRANSITIONS');
const COMMAND_TABLE = readReasons('command-table.ts', 'COMMAND_TABLE');

/** The reason in a cell of the transition table. A repeat that says nothing else has the reason of all repeats. */
export function transitionReason(state: string, fact: string, isRepeat: boolean): CellReason | undefined {
  return TRANSITIONS.get(state)?.get(fact) ?? (isRepeat ? REPEAT : undefined);
}

/** The reason in a cell of the command table. */
export function commandReason(state: string, command: string): CellReason | undefined {
  return COMMAND_TABLE.get(state)?.get(command);
}

type Reasons = ReadonlyMap<string, CellReason | undefined>;

/**
 * row → cell → the comment beside the cell. What is spread into a row brings its own along; a comment beside the spread
 * is the reason of all its cells.
 */
function readReasons(file: string, table: string): ReadonlyMap<string, Reasons> {
  const source = readFileSync(new URL(`../src/tables/${file}`, import.meta.url), 'utf8');
  const { program, comments } = parseSync(file, source);
  const objects = new Map<string, Expression>();
  for (const statement of program.body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of declared.declarations) {
      if (id.type === 'Identifier' && init !== null) objects.set(id.name, plain(init));
    }
  }

  const objectOf = (name: string, value = objects.get(name)): ObjectExpression => {
    if (value?.type === 'Identifier') return objectOf(value.name);
    if (value?.type !== 'ObjectExpression') throw new Error(`${file}: "${name}" is no object.`);
    return value;
  };
  const beside = ({ end }: { readonly end: number }): CellReason | undefined => {
    const comment = comments.find(({ start }) => start >= end && !source.slice(end, start).includes('\n'));
    const [, from, reason] = /^ (brief|wire|ours): (.+)$/.exec(comment?.value ?? '') ?? [];
    return from === undefined || reason === undefined ? undefined : { source: from, reason };
  };
  const cellsOf = (row: ObjectExpression): (readonly [name: string, reason: CellReason | undefined])[] =>
    row.properties.flatMap((cell) => {
      const reason = beside(cell);
      if (cell.type === 'Property') return [[nameOf(cell.key), reason] as const];
      return cellsOf(objectOf('...', cell.argument)).map(([name, own]) => [name, reason ?? own] as const);
    });
  return new Map(
    objectOf(table).properties.flatMap((row) => {
      if (row.type !== 'Property') return [];
      const name = nameOf(row.key);
      return [[name, new Map(cellsOf(objectOf(name, row.value)))] as const];
    }),
  );
}

function nameOf(key: PropertyKey): string {
  if (key.type !== 'Identifier') throw new Error(`A cell has a plain name, not a ${key.type}.`);
  return key.name;
}

/** An expression without `as const` and `satisfies`. */
function plain(expression: Expression): Expression {
  return expression.type === 'TSAsExpression' || expression.type === 'TSSatisfiesExpression'
    ? plain(expression.expression)
    : expression;
}
