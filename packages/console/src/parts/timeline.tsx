import type { EventEntry } from '@agent-session/core/fold';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef, useState, type ReactNode } from 'react';
import { describeEvent } from '../describe-event.js';
import { Screenshot, type ReadResource } from './screenshot.js';

/** Distance from the end, in pixels, within which the timeline goes on following it. */
const NEAR_END = 80;

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
  const [follows, setFollows] = useState(marked === null);
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 56,
    overscan: 8,
    getItemKey: (index) => events[index]?.index ?? index,
  });
  const has = marked !== null && marked < events.length;
  useEffect(() => {
    if (has) rows.scrollToIndex(marked, { align: 'center' });
  }, [has, marked]);
  useEffect(() => {
    if (follows && events.length > 0) rows.scrollToIndex(events.length - 1, { align: 'end' });
  }, [follows, events.length]);

  return (
    <section className="timeline" aria-label="Timeline">
      <h2>
        Timeline <span className="count">{events.length.toLocaleString('en')} events</span>
        {!follows && events.length > 0 && (
          <button type="button" className="plain" onClick={() => setFollows(true)}>
            Follow the end
          </button>
        )}
      </h2>
      <div
        ref={scroller}
        className="rows"
        role="region"
        aria-label="Events"
        tabIndex={0}
        onWheel={() => setFollows(atEnd(scroller.current))}
        onTouchMove={() => setFollows(atEnd(scroller.current))}
        onKeyDown={(event) => {
          const { key } = event;
          if (key === 'End') setFollows(true);
          if (/^(Arrow|Page|Home)/.test(key)) setFollows(false);
          if (key !== 'Home') return;
          // Of its own the browser goes where the top was before the rows on the way are measured.
          event.preventDefault();
          rows.scrollToIndex(0, { align: 'start' });
        }}
      >
        {events.length === 0 && <p className="empty">No events yet.</p>}
        <ol style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, key, start }) => {
            const entry = events[index];
            return (
              entry && (
                <li
                  key={key}
                  ref={rows.measureElement}
                  data-index={index}
                  aria-setsize={events.length}
                  aria-posinset={index + 1}
                  className={entry.index === marked ? 'marked' : ''}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <Row entry={entry} href={linkTo?.(entry.index) ?? null} read={read} />
                </li>
              )
            );
          })}
        </ol>
      </div>
    </section>
  );
}

function atEnd(element: HTMLElement | null): boolean {
  return element !== null && element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
}

const Row = memo(function Row({
  entry,
  href,
  read,
}: {
  readonly entry: EventEntry;
  readonly href: string | null;
  readonly read: ReadResource | null;
}): ReactNode {
  const { what, text, tone, image, tools } = describeEvent(entry.event);
  return (
    <article className={`row ${tone}`}>
      <header>
        {href === null ? <span>#{entry.index}</span> : <a href={href}>#{entry.index}</a>}
        <strong>{cut(what, 60)}</strong>
        <time>{timeOf(entry.event.timestamp)}</time>
      </header>
      {text !== '' && <p>{cut(text, 2000)}</p>}
      {tools.map((tool, index) => (
        <code key={index}>{cut(tool, 500)}</code>
      ))}
      {image !== null && <Screenshot image={image} read={read} />}
    </article>
  );
});

/** A row is not the place for a megabyte; the export has all of it. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

function timeOf(timestamp: unknown): string {
  const at = new Date(String(timestamp));
  return Number.isNaN(at.getTime()) ? '' : at.toLocaleTimeString('en-GB');
}
