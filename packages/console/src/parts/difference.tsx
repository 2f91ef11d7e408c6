import { timeMs, type EventEntry, type LogEntry, type SessionState } from '@agent-session/core';
import { Equal, Split } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { compareRuns, outcomeOf } from '../compare-runs.js';
import { describeEvent } from '../describe-event.js';
import { count, duration, money } from '../format.js';
import { asText, shown } from '../untrusted.js';
import { STATE_NAMES } from './lifecycle-diagram.js';
import { Problem } from './problem.js';
import { StatusBadge } from './status-badge.js';
import type { Recording } from '../views/session-view.js';

/** Two runs beside each other: what each came to, and where they part. */
export function Difference({
  runs: [a, b],
  seekEvent,
  close,
}: {
  readonly runs: readonly [Recording, Recording];
  readonly seekEvent: (eventIndex: number) => void;
  readonly close: () => void;
}): ReactNode {
  const found = useMemo(() => {
    try {
      return { difference: compareRuns(a.log, b.log), error: null };
    } catch (error) {
      return { difference: null, error };
    }
  }, [a, b]);
  const outcomes = useMemo(() => [outcomeOf(a.log), outcomeOf(b.log)] as const, [a, b]);
  return (
    <section className="panel difference" aria-label="Difference">
      <div className="panel-head">
        <h2>Two runs</h2>
        <span className="tools">
          <button type="button" onClick={close}>
            Close the comparison
          </button>
        </span>
      </div>
      <div className="table runs" role="region" aria-label="What the runs came to" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <td />
              <th scope="col">A: {shown(a.name, 80)}</th>
              <th scope="col">B: {shown(b.name, 80)}</th>
            </tr>
          </thead>
          <tbody>
            <Compared name="Status" of={outcomes} say={({ wireStatus }) => <StatusBadge status={wireStatus} />} />
            <Compared name="Steps" of={outcomes} say={({ steps }) => count(steps)} />
            <Compared name="Events" of={outcomes} say={({ nextIndex }) => count(nextIndex)} />
            <Compared name="Time" of={outcomes} say={timeOf} />
            <Compared name="Cost" of={outcomes} say={({ metrics }) => costOf(metrics?.total_cost)} />
            <Compared name="Answer" of={outcomes} say={({ answer }) => shown(asText(answer?.value), 200) || '–'} />
          </tbody>
        </table>
      </div>
      <Problem error={found.error} />
      {found.error === null && found.difference === null && (
        <p className="good">
          <Equal aria-hidden /> Both runs did the same.
        </p>
      )}
      {found.difference && (
        <>
          <p className="parts">
            <Split aria-hidden />
            <span>
              They part after {count(found.difference.commonEvents)} events, while {STATE_NAMES[found.difference.state]}
              .
            </span>
            <button type="button" className="plain" onClick={() => seekEvent(found.difference?.commonEvents ?? 0)}>
              Go there
            </button>
          </p>
          <div className="both">
            <Next name="A goes on" events={found.difference.next[0]} />
            <Next name="B goes on" events={found.difference.next[1]} />
          </div>
        </>
      )}
    </section>
  );
}

function Compared({
  name,
  of: [a, b],
  say,
}: {
  readonly name: string;
  readonly of: readonly [SessionState | null, SessionState | null];
  readonly say: (state: SessionState) => ReactNode;
}): ReactNode {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{a ? say(a) : '–'}</td>
      <td>{b ? say(b) : '–'}</td>
    </tr>
  );
}

function Next({ name, events }: { readonly name: string; readonly events: readonly EventEntry[] }): ReactNode {
  return (
    <div>
      <h3>{name}</h3>
      {events.length === 0 && <p className="quiet">Nothing more happens.</p>}
      <ol>
        {events.map(({ index, event }) => {
          const { title, text, thought, tools } = describeEvent(event);
          const more = text || thought || tools.map(({ name: tool, value }) => `${tool} ${asText(value)}`).join(', ');
          return (
            <li key={index}>
              <span className="place">#{index}</span> <b>{shown(title, 60)}</b> {shown(more, 160)}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function timeOf({ startedAt, finishedAt }: SessionState): string {
  return startedAt === null || finishedAt === null ? '–' : duration(timeMs(finishedAt) - timeMs(startedAt));
}

function costOf(cost: unknown): string {
  return typeof cost === 'number' ? money(cost) : '–';
}

/** The position of a log right after an event. */
export function positionOfEvent(log: readonly LogEntry[], eventIndex: number): number {
  const found = log.findIndex((entry) => entry.kind === 'event' && entry.index >= eventIndex);
  return found < 0 ? log.length : found + 1;
}
