import { useAnswer, type SessionTarget } from '@agent-session/react';
import { useMemo, useState, type ReactNode } from 'react';
import { answerTables } from '../answer-tables.js';
import { shown } from '../untrusted.js';
import { AnswerTableView } from './answer-table.js';
import { Choice } from './choice.js';
import { CopyButton } from './copy-button.js';
import { Issues, JsonTree, type PlacedIssue } from './json-tree.js';

/** Longest text shown as an answer. The copy has all of it. */
const MOST_TEXT = 200_000;

/** The answer: text as text, data as tables or a tree, with what does not fit pointed at in its place. */
export function AnswerPanel({ of }: { readonly of: SessionTarget }): ReactNode {
  const answer = useAnswer(of);
  if (!answer) return null;
  const value = answer.ok ? answer.value : answer.raw;
  return (
    <AnswerView
      value={value}
      issues={answer.ok ? [] : answer.issues}
      notes={[answer.turn > 1 ? `turn ${answer.turn}` : '', answer.outcome === 'success' ? '' : (answer.outcome ?? '')]}
    />
  );
}

function AnswerView({
  value,
  issues,
  notes,
}: {
  readonly value: unknown;
  readonly issues: readonly PlacedIssue[];
  readonly notes: readonly string[];
}): ReactNode {
  const tables = useMemo(() => answerTables(value), [value]);
  const [wanted, want] = useState<'table' | 'tree'>('table');
  const isText = typeof value === 'string';
  const asTable = tables.length > 0 && wanted === 'table';
  return (
    <section className="panel answer" aria-label="Answer">
      <div className="panel-head">
        <h2>Answer</h2>
        {notes.filter(Boolean).map((note) => (
          <span key={note} className="count">
            {shown(note, 40)}
          </span>
        ))}
        <span className="tools">
          {tables.length > 0 && (
            <Choice
              label="Show the answer as"
              value={wanted}
              choose={want}
              options={{ table: 'Table', tree: 'Tree' }}
            />
          )}
          <CopyButton label="Copy the answer" text={() => (isText ? value : JSON.stringify(value, null, 2))} />
        </span>
      </div>
      {issues.length > 0 && (
        <p className="warn" role="alert">
          {issues.length === 1 ? 'One thing does' : `${issues.length} things do`} not fit the answer format.
        </p>
      )}
      {isText ? (
        <>
          <p className="text" dir="auto">
            {shown(value, MOST_TEXT)}
          </p>
          <Issues of={issues} />
        </>
      ) : asTable ? (
        <TablesView value={value} tables={tables} issues={issues} />
      ) : (
        <JsonTree value={value} issues={issues} />
      )}
    </section>
  );
}

/** The tables, and before them what of the answer is in none of them. */
function TablesView({
  value,
  tables,
  issues,
}: {
  readonly value: unknown;
  readonly tables: ReturnType<typeof answerTables>;
  readonly issues: readonly PlacedIssue[];
}): ReactNode {
  const names = new Set(tables.map(({ name }) => name));
  const rest = names.has(null)
    ? {}
    : Object.fromEntries(Object.entries(value as object).filter(([name]) => !names.has(name)));
  // Of the whole, or of all rows of a table: there is no cell to point at.
  const above = issues.filter(({ pointer }) => pointer === '' || tables.some((table) => table.pointer === pointer));
  return (
    <>
      {above.map(({ message }, index) => (
        <p key={index} className="issue">
          {shown(message, 500)}
        </p>
      ))}
      {Object.keys(rest).length > 0 && (
        <JsonTree bare value={rest} issues={issues.filter(({ pointer }) => pointer !== '')} />
      )}
      {tables.map((table) => (
        <AnswerTableView key={table.pointer} table={table} issues={issues} />
      ))}
    </>
  );
}
