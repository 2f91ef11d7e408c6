import pc from 'picocolors';
import { timeMs, type SessionState } from '@agent-session/core';
import type { LinkStatus } from '@agent-session/rxjs';
import type { SessionStatus } from '@agent-session/protocol';
import { describeEvent } from './describe-event.js';
import { describeLink } from './describe-link.js';
import { columnsOf, frameWriter } from './frame-writer.js';
import type { KeyHelp } from './key-help.js';
import { liveFrame } from './live-frame.js';
import { usesColor } from './output-mode.js';
import type { RunReporter } from './run-reporter.js';
import type { Terminal } from './terminal.js';
import type { Colors } from './colors.js';
import { textReporter } from './text-reporter.js';

/** The report on a terminal: what happened scrolls by above, how it stands redraws itself below. */
export interface LiveReporter extends RunReporter {
  /** Shows a question, or what is being typed, in place of the keys; `null`: the keys again. */
  prompt(text: string | null): void;
  /** Shows what came of something the user asked for, for a moment. */
  notice(text: string | null): void;
}

/** What a live view shows that does not come from the session. */
export interface LiveViewOptions {
  /** What the keys do, as things stand. */
  readonly keys: (state: SessionState | null) => readonly KeyHelp[];
  /** Time, in milliseconds since the epoch. Default: the machine's. */
  readonly nowMs?: () => number;
  /** Which statuses came before a state. Default: those that were reported; a replay may skip some. */
  readonly seenBefore?: (state: SessionState) => Iterable<SessionStatus>;
  /** Stands in for the health of the connection. */
  readonly position?: (columns: number, color: Colors) => string;
}

/** Redraws no more often than this. */
const FRAME_MS = 50;
/** Long enough to be read. */
const NOTICE_MS = 6_000;
/** Clocks and countdowns move this often, and what shows that the agent works. */
const TICK_MS = 250;

const LINK_MARKS: Readonly<Record<LinkStatus['status'], string>> = {
  connecting: '○',
  live: '●',
  retrying: '▲',
  stalled: '▲',
  offline: '▲',
  closed: '○',
};

/** Draws on the terminal until `close`. */
export function liveReporter(
  terminal: Pick<Terminal, 'stdout' | 'environment'>,
  { keys, nowMs = Date.now, seenBefore = () => [], position }: LiveViewOptions,
): LiveReporter {
  const stream = terminal.stdout as NodeJS.WriteStream;
  const color = pc.createColors(usesColor(terminal));
  const writer = frameWriter(stream);
  const startedAtMs = nowMs();
  const seen = new Set<SessionStatus>();
  const lines: string[] = [];
  let state: SessionState | null = null;
  let link: LinkStatus = { status: 'connecting' };
  let latest: string | null = null;
  let notice: { readonly text: string; readonly atMs: number } | null = null;
  let prompt: string | null = null;
  let turn = 0;
  let frameTimer: NodeJS.Timeout | undefined;
  let closed = false;

  const draw = (): void => {
    clearTimeout(frameTimer);
    frameTimer = undefined;
    writer.lines(lines.splice(0));
    const columns = columnsOf(stream);
    const since = timeMs(state?.createdAt) || startedAtMs;
    const until = timeMs(state?.finishedAt) || nowMs();
    const isLive = link.status === 'live';
    const health =
      position === undefined
        ? { text: `${LINK_MARKS[link.status]} ${describeLink(link, nowMs())}`, good: isLive }
        : { text: position(columns, color), good: true };
    const works = isLive && (state?.status === 'running' || state?.status === 'pending');
    if (notice !== null && performance.now() - notice.atMs > NOTICE_MS) notice = null;
    const told = notice?.text ?? null;
    const frame = { state, seen, health, latest, notice: told, prompt, elapsedMs: until - since };
    writer.frame(liveFrame({ ...frame, turn: works ? turn : null, keys: keys(state) }, columns, color));
  };
  const changed = (): void => {
    if (!closed) frameTimer ??= setTimeout(draw, FRAME_MS);
  };
  const ticker = setInterval(() => {
    turn += 1;
    changed();
  }, TICK_MS);
  stream.on('resize', changed);
  const text = textReporter(
    (line) => {
      lines.push(line);
      changed();
    },
    color,
    { columns: () => columnsOf(stream), rendersMarkdown: true },
  );

  return {
    ...text,
    state(next) {
      // A replay may go back: what lies ahead has not been seen then.
      if (state !== null && next.version < state.version) {
        seen.clear();
        latest = null;
      }
      state = next;
      for (const status of [...seenBefore(next), next.status]) seen.add(status);
      changed();
    },
    event(index, event) {
      text.event(index, event);
      const description = describeEvent(event);
      if (description !== null) latest = `${description.label} ${description.text}`;
    },
    link(next) {
      link = next;
      changed();
    },
    prompt(next) {
      prompt = next;
      changed();
    },
    notice(next) {
      notice = next === null ? null : { text: next, atMs: performance.now() };
      changed();
    },
    close() {
      if (closed) return;
      closed = true;
      clearInterval(ticker);
      clearTimeout(frameTimer);
      stream.off('resize', changed);
      writer.lines(lines.splice(0));
      writer.close();
    },
  };
}
