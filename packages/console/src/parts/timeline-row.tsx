import { timeMs, type EventEntry } from '@agent-session/core';
import {
  Braces,
  CircleDot,
  Eye,
  Flag,
  MessageSquare,
  Sparkles,
  TriangleAlert,
  Wrench,
  Activity,
  type LucideIcon,
} from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { describeEvent, type EventSort, type ToolCall } from '../describe-event.js';
import { count, dayAndTime, stopwatch } from '../format.js';
import { asText, shown } from '../untrusted.js';
import { JsonTree } from './json-tree.js';
import { Screenshot, type ReadResource } from './screenshot.js';

const ICONS: Readonly<Record<EventSort, LucideIcon>> = {
  step: Sparkles,
  sees: Eye,
  tool: Wrench,
  message: MessageSquare,
  answer: Flag,
  error: TriangleAlert,
  lifecycle: CircleDot,
  other: Activity,
};

/** What a row shows of a long text; opened, it shows more. The export has all of it. */
const MOST = 500;
const MOST_OPEN = 5_000;
const MOST_TOOL = 300;
/** What is said by the way stands on one line. */
const BRIEF = 70;

/** One event. */
export const TimelineRow = memo(function TimelineRow({
  entry: { index, event },
  startMs,
  href,
  read,
  isOpen,
  toggle,
}: {
  readonly entry: EventEntry;
  /** When the first event was. */
  readonly startMs: number;
  readonly href: string | null;
  readonly read: ReadResource | null;
  readonly isOpen: boolean;
  readonly toggle: (index: number) => void;
}): ReactNode {
  const { sort, title, text, thought, tools, images, state } = describeEvent(event);
  const Icon = ICONS[sort];
  const isBrief = sort === 'other' && text.length <= BRIEF && !text.includes('\n');
  const most = isOpen ? MOST_OPEN : MOST;
  const time = stopwatch(timeMs(event.timestamp) - startMs);
  return (
    <article className={`row of-${sort}${state === null ? '' : ` state-${state}`}`}>
      <span className="mark" aria-hidden>
        <Icon />
      </span>
      <header>
        <strong>{shown(title, 80)}</strong>
        {isBrief && <span className="brief">{shown(text, BRIEF)}</span>}
        <time dateTime={asText(event.timestamp).slice(0, 40)} title={dayAndTime(event.timestamp)}>
          {time}
        </time>
        <button
          type="button"
          className="icon"
          aria-expanded={isOpen}
          aria-label={`All of event ${index}`}
          title="All there is in this event"
          onClick={() => toggle(index)}
        >
          <Braces aria-hidden />
        </button>
        {href === null ? <span className="place">#{index}</span> : <a className="place" href={href}>{`#${index}`}</a>}
      </header>
      {thought !== '' && (
        <p className="thought" dir="auto">
          {shown(thought, most)}
        </p>
      )}
      {text !== '' && !isBrief && (
        <p dir="auto">
          {shown(text, most)}
          {text.length > most && <small> {count(text.length)} characters</small>}
        </p>
      )}
      {tools.map((tool, position) => (
        <Call key={position} tool={tool} />
      ))}
      {images.map((image, position) => (
        <Screenshot key={position} image={image} read={read} label={`Screenshot of event ${index}`} />
      ))}
      {isOpen && <JsonTree value={event} />}
    </article>
  );
});

/** A call of a tool with what it was given, or its name with what it gave. */
function Call({ tool: { name, value } }: { readonly tool: ToolCall }): ReactNode {
  return (
    <code className="call">
      <b>{shown(name, 80)}</b> {value === undefined ? '' : shown(asText(value), MOST_TOOL)}
    </code>
  );
}
