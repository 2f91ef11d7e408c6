import { useState, type ReactNode } from 'react';
import { pointerStep } from '../answer-tables.js';
import { count } from '../format.js';
import { shown } from '../untrusted.js';

/** Something that does not fit, and where. */
export interface PlacedIssue {
  readonly pointer: string;
  readonly message: string;
}

const MOST_CHILDREN = 200;
const MOST_DEPTH = 60;
const MOST_TEXT = 2000;
/** Lines that a tree opens with, at most: the rest is there when somebody opens it. */
const ROOM = 60;
/** Levels that a tree opens with, at most. */
const OPEN_DEPTH = 5;

/** JSON as a tree that opens and closes, with issues where they belong. */
export function JsonTree({
  value,
  issues = [],
  pointer = '',
  bare = false,
  room = ROOM,
}: {
  readonly value: unknown;
  readonly issues?: readonly PlacedIssue[];
  readonly pointer?: string;
  /** Without a line for the whole: its parts alone. */
  readonly bare?: boolean;
  /** How many lines it may open with. */
  readonly room?: number;
}): ReactNode {
  const parts: readonly (readonly [string | null, unknown])[] = bare
    ? Object.entries(value as object)
    : [[null, value]];
  return (
    <div className={bare ? 'tree bare' : 'tree'}>
      {parts.map(([name, part]) => (
        <Branch
          key={name}
          name={name}
          value={part}
          issues={issues}
          pointer={name === null ? pointer : `${pointer}/${pointerStep(name)}`}
          depth={bare ? 1 : 0}
          room={room}
        />
      ))}
    </div>
  );
}

interface BranchProps {
  readonly name: string | null;
  readonly value: unknown;
  readonly issues: readonly PlacedIssue[];
  readonly pointer: string;
  readonly depth: number;
  readonly room: number;
}

function Branch(props: BranchProps): ReactNode {
  const { name, value, issues, pointer, depth } = props;
  const here = issues.filter((issue) => issue.pointer === pointer);
  const key = name === null ? null : <span className="key">{shown(name, 200)}</span>;
  const isOpenable = typeof value === 'object' && value !== null && depth < MOST_DEPTH;
  if (isOpenable && Object.keys(value).length > 0) return <Parent {...props} value={value} here={here} label={key} />;
  return (
    <div className={`leaf${here.length > 0 ? ' wrong' : ''}`}>
      {key}
      <Scalar value={value} />
      <Issues of={here} />
    </div>
  );
}

function Parent({
  value,
  issues,
  pointer,
  depth,
  room,
  here,
  label,
}: Omit<BranchProps, 'value'> & {
  readonly value: object;
  readonly here: readonly PlacedIssue[];
  readonly label: ReactNode;
}): ReactNode {
  const entries = Object.entries(value) as [string, unknown][];
  const within = issues.filter((issue) => issue.pointer === pointer || issue.pointer.startsWith(`${pointer}/`));
  const isWhole = depth === 0 && room >= ROOM;
  const [open, setOpen] = useState(isWhole || within.length > 0 || (entries.length <= room && depth < OPEN_DEPTH));
  const most = useMost(entries.length);
  const roomEach = Math.floor((room - entries.length) / entries.length);
  const isArray = Array.isArray(value);
  return (
    <details open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className={here.length > 0 ? 'wrong' : ''}>
        {label}
        <span className="size">
          {isArray ? '[' : '{'}
          {count(entries.length)}
          {isArray ? ']' : '}'}
        </span>
        <Issues of={here} />
      </summary>
      {/* Closed branches are not rendered: a tree may be larger than a page can be. */}
      {open && (
        <ul>
          {entries.slice(0, most.shown).map(([name, child]) => (
            <li key={name}>
              <Branch
                name={name}
                value={child}
                issues={within}
                pointer={`${pointer}/${pointerStep(name)}`}
                depth={depth + 1}
                room={roomEach}
              />
            </li>
          ))}
          {most.more > 0 && (
            <li>
              <button type="button" className="plain" onClick={most.show}>
                {count(most.more)} more
              </button>
            </li>
          )}
        </ul>
      )}
    </details>
  );
}

/** How many of a long list are shown, and more when asked. */
export function useMost(length: number): { readonly shown: number; readonly more: number; readonly show: () => void } {
  const [most, setMost] = useState(MOST_CHILDREN);
  return { shown: most, more: Math.max(0, length - most), show: () => setMost(most + MOST_CHILDREN) };
}

/** A value that has no parts, or whose parts are not shown. */
export function Scalar({ value }: { readonly value: unknown }): ReactNode {
  if (typeof value === 'string') {
    return (
      <span className="value string">
        {shown(value, MOST_TEXT)}
        {value.length > MOST_TEXT && <small> {count(value.length)} characters</small>}
      </span>
    );
  }
  if (typeof value === 'object' && value !== null) {
    const isEmpty = Object.keys(value).length === 0;
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    return (
      <span className="value">
        {open}
        {isEmpty ? '' : '…'}
        {close}
      </span>
    );
  }
  return (
    <span className={`value ${value === null ? 'null' : typeof value}`}>{JSON.stringify(value) ?? 'nothing'}</span>
  );
}

/** What does not fit, where it stands: the place needs no words there. */
export function Issues({ of }: { readonly of: readonly PlacedIssue[] }): ReactNode {
  return of.map(({ pointer, message }, index) => (
    <span key={index} className="issue">
      {shown(message.startsWith(`${pointer} `) ? message.slice(pointer.length + 1) : message, 500)}
    </span>
  ));
}
