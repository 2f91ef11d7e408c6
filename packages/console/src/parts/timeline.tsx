import { timeMs, type EventEntry } from '@agent-session/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDownToLine, Radio } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { describeEvent, type EventSort } from '../describe-event.js';
import { count } from '../format.js';
import { Empty } from './empty.js';
import type { ReadResource } from './screenshot.js';
import { TimelineRow } from './timeline-row.js';
import { useFollowsEnd } from './use-follows-end.js';

/** What can be shown alone. */
const SORTS = {
  all: 'Everything',
  talk: 'Steps, messages, answers',
  tools: 'Tools and what it sees',
  lifecycle: 'Lifecycle',
  errors: 'Errors',
} as const;
type Sort = keyof typeof SORTS;

const SHOWN_IN: Readonly<Record<EventSort, Sort | null>> = {
  step: 'talk',
  message: 'talk',
  answer: 'talk',
  tool: 'tools',
  sees: 'tools',
  lifecycle: 'lifecycle',
  error: 'errors',
  other: null,
};

/** All events, of which only those in sight are rendered. Follows the end until the reader scrolls away. */
export function Timeline({
  events,
  marked,
  linkTo,
  read,
}: {
  readonly events: readonly EventEntry[];
  readonly marked: number | null;
  readonly linkTo: ((index: number) => string) | null;
  readonly read: ReadResource | null;
}): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const [sort, setSort] = useState<Sort>('all');
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set());
  const rowsShown = useMemo(
    () => (sort === 'all' ? events : events.filter(({ event }) => SHOWN_IN[describeEvent(event).sort] === sort)),
    [events, sort],
  );
  const startMs = timeMs(events[0]?.event.timestamp);
  const rows = useVirtualizer({
    count: rowsShown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 60,
    overscan: 8,
    getItemKey: (index) => rowsShown[index]?.index ?? index,
  });
  const { follows, onScroll, leave, follow } = useFollowsEnd(scroller, rows.getTotalSize(), () => rows.scrollToEnd());
  const isAllInSight = rows.getTotalSize() <= (rows.scrollRect?.height ?? 0);
  const markedRow = marked === null ? -1 : rowsShown.findIndex(({ index }) => index === marked);
  useEffect(() => {
    if (markedRow < 0) return;
    leave();
    rows.scrollToIndex(markedRow, { align: 'center' });
  }, [markedRow, marked]);

  const steer = (event: KeyboardEvent): void => {
    if (event.key !== 'Home' && event.key !== 'End') return;
    // Of its own the browser goes where the ends were before the rows on the way are measured.
    event.preventDefault();
    if (event.key === 'End') return follow();
    leave();
    rows.scrollToIndex(0, { align: 'start' });
  };
  const toggle = useCallback(
    (index: number): void => {
      // Whoever opens a row wants to see that row, and not the end that it pushes away.
      leave();
      rows.scrollBy(0);
      setOpened((last) => {
        const next = new Set(last);
        if (!next.delete(index)) next.add(index);
        return next;
      });
    },
    [leave],
  );

  return (
    <section className="panel timeline" aria-label="Timeline">
      <div className="panel-head">
        <h2>Timeline</h2>
        <span className="count">
          {sort === 'all' ? '' : `${count(rowsShown.length)} of `}
          {events.length === 1 ? '1 event' : `${count(events.length)} events`}
        </span>
        <span className="tools">
          {!follows && !isAllInSight && (
            <button type="button" className="plain" onClick={follow}>
              <ArrowDownToLine aria-hidden /> Follow the end
            </button>
          )}
          <select aria-label="Show" value={sort} onChange={({ target }) => setSort(target.value as Sort)}>
            {Object.entries(SORTS).map(([name, label]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </span>
      </div>
      <div
        ref={scroller}
        className="rows"
        role="region"
        aria-label="Events"
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={steer}
      >
        {rowsShown.length === 0 && (
          <Empty icon={Radio} title={events.length === 0 ? 'No events yet' : 'No such events'}>
            <p>{events.length === 0 ? 'They appear here as they happen.' : 'There are others: show everything.'}</p>
          </Empty>
        )}
        <ol style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, key, start }) => {
            const entry = rowsShown[index];
            return (
              entry && (
                <li
                  key={key}
                  ref={rows.measureElement}
                  data-index={index}
                  aria-setsize={rowsShown.length}
                  aria-posinset={index + 1}
                  aria-current={entry.index === marked ? 'location' : undefined}
                  className={entry.index === marked ? 'marked' : ''}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <TimelineRow
                    entry={entry}
                    startMs={startMs}
                    href={linkTo?.(entry.index) ?? null}
                    read={read}
                    isOpen={opened.has(entry.index)}
                    toggle={toggle}
                  />
                </li>
              )
            );
          })}
        </ol>
      </div>
    </section>
  );
}
