import { useAnswer, type SessionTarget } from '@agent-session/react';
import type { ReactNode } from 'react';
import { JsonTree } from './json-tree.js';

/** The answer: text as text, data as a tree, with what does not fit pointed at in its place. */
export function AnswerPanel({ of }: { readonly of: SessionTarget }): ReactNode {
  const answer = useAnswer(of);
  if (!answer) return null;
  const value = answer.ok ? answer.value : answer.raw;
  const issues = answer.ok ? [] : answer.issues;
  return (
    <section className="panel answer" aria-label="Answer">
      <h2>
        Answer <span className="count">turn {answer.turn}</span>
        {answer.outcome !== null && <span className="count">{answer.outcome}</span>}
      </h2>
      {issues.length > 0 && (
        <p className="warn" role="alert">
          {issues.length === 1 ? 'One thing does' : `${issues.length} things do`} not fit the answer format.
        </p>
      )}
      {typeof value === 'string' ? <p className="text">{value}</p> : <JsonTree value={value} issues={issues} />}
      {typeof value === 'string' &&
        issues.map(({ message }, index) => (
          <p key={index} className="issue">
            {message}
          </p>
        ))}
    </section>
  );
}
