import { createLogUpdate } from 'log-update';
import pc from 'picocolors';
import type { SessionState } from '@agent-session/core/fold';
import type { LinkStatus } from '@agent-session/rxjs';
import type { SessionStatus } from '@agent-session/protocol';
import { describeEvent } from './describe-event.js';
import { describeLink } from './describe-link.js';
import { liveFrame } from './live-frame.js';
import { usesColor } from './output-mode.js';
import type { RunReporter } from './run-reporter.js';
import type { Terminal } from './terminal.js';
import { textReporter } from './text-reporter.js';

/** The report on a terminal: what happened scrolls by above, how it stands redraws itself below. */
export interface LiveReporter extends RunReporter {
  /** Shows a question, or what is being typed, in place of the keys; `null`: the keys again. */
  prompt(text: string | null): void;
  /** Shows what came of something the user asked for. */
  notice(text: string | null): void;
}

/** What a live view shows that does not come from the session. */
export interface LiveViewOptions {
  /** What the keys do. */
  readonly keys: string;
  /** Time, in milliseconds since the epoch. Default: the machine's. */
  readonly nowMs?: () => number;
  /** Stands in for the health of the connection. */
  readonly position?: () => string;
}

/** Redraws no more often than this. */
const FRAME_MS = 50;
/** Clocks and countdowns move this often. */
const TICK_MS = 500;

/** Draws on the terminal until `close`. */
export function liveReporter(
  terminal: Pick<Terminal, 'stdout' | 'environment'>,
  { keys, nowMs = Date.now, position }: LiveViewOptions,
): LiveReporter {
  const stream = terminal.stdout as NodeJS.WriteStream;
  const color = pc.createColors(usesColor(terminal));
  const log = createLogUpdate(stream);
  const startedAtMs = nowMs();
  const seen = new Set<SessionStatus>();
  let lines: string[] = [];
  let state: SessionState | null = null;
  let link: LinkStatus = { status: 'connecting' };
  let latest: string | null = null;
  let notice: string | null = null;
  let prompt: string | null = null;
  let frameTimer: NodeJS.Timeout | undefined;
  let closed = false;

  // Not `log.persist`, which breaks long lines: an address is to be copied in one piece.
  const flush = (): void => {
    if (lines.length === 0) return;
    log.clear();
    stream.write(`${lines.join('\n')}\n`);
    lines = [];
  };
  const draw = (): void => {
    clearTimeout(frameTimer);
    frameTimer = undefined;
    flush();
    const since = Date.parse(state?.createdAt ?? '') || startedAtMs;
    const until = Date.parse(state?.finishedAt ?? '') || nowMs();
    const health =
      position === undefined
        ? { text: describeLink(link, nowMs()), good: link.status === 'live' }
        : { text: position(), good: true };
    log(
      liveFrame(
        { state, seen, health, latest, notice, prompt, keys, elapsedMs: until - since },
        stream.columns || 80,
        color,
      ),
    );
  };
  const changed = (): void => {
    if (!closed) frameTimer ??= setTimeout(draw, FRAME_MS);
  };
  const ticker = setInterval(changed, TICK_MS);
  stream.on('resize', changed);
  const text = textReporter((line) => {
    lines.push(line);
    changed();
  }, color);

  return {
    ...text,
    state(next) {
      // A replay may go back: what lies ahead has not been seen then.
      if (state !== null && next.version < state.version) {
        seen.clear();
        latest = null;
      }
      state = next;
      seen.add(next.status);
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
      notice = next;
      changed();
    },
    close() {
      if (closed) return;
      closed = true;
      clearInterval(ticker);
      clearTimeout(frameTimer);
      stream.off('resize', changed);
      log.clear();
      flush();
      log.done();
    },
  };
}
