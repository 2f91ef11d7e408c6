import { Fragment, type ReactNode } from 'react';
import { pointerStep, type AnswerTable } from '../answer-tables.js';
import { count } from '../format.js';
import { shown } from '../untrusted.js';
import { Issues, JsonTree, Scalar, useMost, type PlacedIssue } from './json-tree.js';

/** Rows of an answer, with what does not fit in its cell, or below its row. */
export function AnswerTableView({
  table,
  issues,
}: {
  readonly table: AnswerTable;
  readonly issues: readonly PlacedIssue[];
}): ReactNode {
  const { columns, rows, name } = table;
  const most = useMost(rows.length);
  return (
    <div className="table" role="region" aria-label={name === null ? 'Rows' : shown(name, 100)} tabIndex={0}>
      <table>
        <caption>
          {name === null ? '' : `${shown(name, 100)}, `}
          {rows.length === 1 ? '1 row' : `${count(rows.length)} rows`}
        </caption>
        <thead>
          <tr>
            <th scope="col" className="number">
              #
            </th>
            {columns.map((column) => (
              <th key={column} scope="col" className={isNumeric(rows, column) ? 'number' : ''}>
                {shown(column, 100)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, most.shown).map((row, index) => {
            const place = `${table.pointer}/${index}`;
            const ofRow = issuesBelow(issues, place);
            const cells = columns.map((column) => ({ column, pointer: `${place}/${pointerStep(column)}` }));
            const loose = ofRow.filter(({ pointer }) => !cells.some((cell) => isWithin(pointer, cell.pointer)));
            return (
              <Fragment key={index}>
                <tr className={ofRow.length > 0 ? 'wrong' : ''}>
                  <th scope="row" className="number">
                    {index + 1}
                  </th>
                  {cells.map(({ column, pointer }) => (
                    <Cell
                      key={column}
                      row={row}
                      column={column}
                      pointer={pointer}
                      issues={issuesBelow(ofRow, pointer)}
                    />
                  ))}
                </tr>
                {loose.length > 0 && (
                  <tr className="wrong">
                    <td colSpan={columns.length + 1}>
                      <Issues of={loose} />
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
      {most.more > 0 && (
        <button type="button" className="plain" onClick={most.show}>
          {count(most.more)} more
        </button>
      )}
    </div>
  );
}

function Cell({
  row,
  column,
  pointer,
  issues,
}: {
  readonly row: Readonly<Record<string, unknown>>;
  readonly column: string;
  readonly pointer: string;
  readonly issues: readonly PlacedIssue[];
}): ReactNode {
  const value = Object.hasOwn(row, column) ? row[column] : undefined;
  const isWrong = issues.length > 0;
  if (typeof value === 'object' && value !== null) {
    return (
      <td className={isWrong ? 'wrong' : ''}>
        <JsonTree value={value} issues={issues} pointer={pointer} room={4} />
      </td>
    );
  }
  return (
    <td className={`${typeof value === 'number' ? 'number' : ''}${isWrong ? ' wrong' : ''}`}>
      {value === undefined ? <span className="quiet">–</span> : <Scalar value={value} />}
      <Issues of={issues} />
    </td>
  );
}

/** Numbers stand below each other, and so does the name of their column. */
function isNumeric(rows: AnswerTable['rows'], column: string): boolean {
  const values = rows.slice(0, 50).map((row) => row[column]);
  return values.some((value) => typeof value === 'number') && !values.some((value) => typeof value === 'string');
}

function issuesBelow(issues: readonly PlacedIssue[], pointer: string): readonly PlacedIssue[] {
  return issues.length === 0 ? issues : issues.filter((issue) => isWithin(issue.pointer, pointer));
}

function isWithin(pointer: string, of: string): boolean {
  return pointer === of || pointer.startsWith(`${of}/`);
}
