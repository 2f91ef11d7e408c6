import type { ReactNode } from 'react';

interface Issue {
  readonly pointer: string;
  readonly message: string;
}

const OPEN_DEPTH = 3;
const MOST_CHILDREN = 200;
const MOST_DEPTH = 40;

/** JSON as a tree that opens and closes, with issues where they belong. */
export function JsonTree({
  value,
  issues = [],
  pointer = '',
  depth = 0,
}: {
  readonly value: unknown;
  readonly issues?: readonly Issue[];
  readonly pointer?: string;
  readonly depth?: number;
}): ReactNode {
  const here = issues
    .filter((issue) => issue.pointer === pointer)
    .map(({ message }, index) => (
      <span key={index} className="issue">
        {message}
      </span>
    ));
  if (typeof value !== 'object' || value === null) {
    return (
      <>
        <code className={`json ${value === null ? 'null' : typeof value}`}>{JSON.stringify(value) ?? 'nothing'}</code>
        {here}
      </>
    );
  }
  const entries = Object.entries(value) as [string, unknown][];
  const brackets = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`;
  if (depth >= MOST_DEPTH) return <code className="json">…</code>;
  return (
    <details className="tree" open={depth < OPEN_DEPTH || issues.some((issue) => issue.pointer.startsWith(pointer))}>
      <summary>
        {brackets} {here}
      </summary>
      <ul>
        {entries.slice(0, MOST_CHILDREN).map(([key, child]) => (
          <li key={key}>
            <span className="key">{key}</span>{' '}
            <JsonTree
              value={child}
              issues={issues}
              pointer={`${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`}
              depth={depth + 1}
            />
          </li>
        ))}
        {entries.length > MOST_CHILDREN && <li>… {entries.length - MOST_CHILDREN} more</li>}
      </ul>
    </details>
  );
}
