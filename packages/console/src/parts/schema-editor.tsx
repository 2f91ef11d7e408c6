import { checkAnswerFormat, type FormatIssue } from '@agent-session/answers';
import type { AnswerFormat } from '@agent-session/protocol';
import { CircleCheck } from 'lucide-react';
import { useId, useMemo, useRef, type ReactNode } from 'react';
import { readPlacedJson } from '../json-places.js';
import { shown } from '../untrusted.js';

/** What there is to say about a schema that is being written. */
export type SchemaCheck =
  | { readonly ok: true; readonly format: AnswerFormat | null }
  | { readonly ok: false; readonly issues: readonly SchemaIssue[] };

interface SchemaIssue extends Pick<FormatIssue, 'pointer' | 'message'> {
  readonly line: number;
}

/** Schemas to begin with. */
const BEGINNINGS: Readonly<Record<string, AnswerFormat>> = {
  Facts: {
    type: 'object',
    properties: { title: { type: 'string' }, summary: { type: 'string', maxLength: 500 } },
    required: ['title', 'summary'],
  },
  Rows: {
    type: 'object',
    properties: {
      rows: {
        type: 'array',
        items: {
          type: 'object',
          properties: { title: { type: 'string' }, url: { type: 'string' }, points: { type: 'integer' } },
          required: ['title', 'url'],
        },
      },
    },
    required: ['rows'],
  },
};

/** Checks a text as an `answer_format`: as JSON, then as a schema that answers can be checked against. */
export function checkSchemaText(text: string): SchemaCheck {
  if (text.trim() === '') return { ok: true, format: null };
  const { value, problems, lineOf } = readPlacedJson(text);
  if (problems.length > 0)
    return { ok: false, issues: problems.slice(0, 1).map((problem) => ({ pointer: '', ...problem })) };
  const checked = checkAnswerFormat(value);
  if (checked.ok) return { ok: true, format: value as AnswerFormat };
  return {
    ok: false,
    issues: checked.issues.map(({ pointer, message }) => ({ pointer, message, line: lineOf(pointer) })),
  };
}

/** A schema, written with line numbers, and checked with every letter. */
export function SchemaEditor({
  text,
  check,
  change,
}: {
  readonly text: string;
  readonly check: SchemaCheck;
  readonly change: (text: string) => void;
}): ReactNode {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const lines = useMemo(() => text.split('\n').length, [text]);
  const wrong = new Set(check.ok ? [] : check.issues.map(({ line }) => line));
  const goTo = (line: number): void => {
    const start =
      text
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0);
    const end = text.indexOf('\n', start);
    area.current?.focus();
    area.current?.setSelectionRange(start, end < 0 ? text.length : end);
  };
  return (
    <section className="schema" aria-label="Answer format">
      <div className="panel-head">
        <label htmlFor={id}>
          Answer format <small>JSON Schema, optional</small>
        </label>
        <span className="tools">
          {Object.entries(BEGINNINGS).map(([name, schema]) => (
            <button key={name} type="button" onClick={() => change(JSON.stringify(schema, null, 2))}>
              {name}
            </button>
          ))}
        </span>
      </div>
      <div className="editor">
        <ol aria-hidden>
          {Array.from({ length: Math.max(lines, 12) }, (_, index) => (
            <li key={index} className={wrong.has(index + 1) ? 'wrong' : ''}>
              {index < lines ? index + 1 : ''}
            </li>
          ))}
        </ol>
        <textarea
          ref={area}
          id={id}
          rows={Math.max(lines, 12)}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          placeholder="Write or paste a JSON Schema"
          value={text}
          aria-invalid={!check.ok}
          aria-describedby={`${id}check`}
          onChange={({ target }) => change(target.value)}
        />
      </div>
      <div id={`${id}check`} className="check" role="status">
        {check.ok ? (
          check.format ? (
            <p className="good">
              <CircleCheck aria-hidden /> This schema can be sent. Answers will be held to it.
            </p>
          ) : (
            <p className="quiet">Without one, the answer is text.</p>
          )
        ) : (
          <ul>
            {check.issues.slice(0, 20).map(({ pointer, message, line }, index) => (
              <li key={index}>
                <button type="button" className="plain" onClick={() => goTo(line)}>
                  line {line}
                </button>{' '}
                <span className="issue">
                  {pointer !== '' && <code>{shown(pointer, 100)}</code>} {shown(message, 500)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
