import cliTruncate from 'cli-truncate';
import type { SessionState } from '@agent-session/core/fold';
import type { SessionStatus } from '@agent-session/protocol';
import { formatDuration, formatSteps, formatUsage } from './format-totals.js';
import { lifecycleStrip } from './lifecycle-strip.js';
import { printable } from './printable.js';
import type { Colors } from './text-reporter.js';

/** What the part of the live view that redraws itself shows. */
export interface LiveFrame {
  readonly state: SessionState | null;
  /** Statuses seen so far. */
  readonly seen: ReadonlySet<SessionStatus>;
  /** The health of the connection, or of what stands in for it. */
  readonly health: { readonly text: string; readonly good: boolean };
  readonly elapsedMs: number;
  /** What the agent did last. */
  readonly latest: string | null;
  /** What just happened to something the user asked for. */
  readonly notice: string | null;
  /** What the user is asked, or is typing. */
  readonly prompt: string | null;
  /** What the keys do. */
  readonly keys: string;
}

/** Draws the frame, each line cut to the width of the terminal. Pure. */
export function liveFrame(frame: LiveFrame, columnCount: number, color: Colors): string {
  const { state, seen, health, elapsedMs, latest, notice, prompt, keys } = frame;
  const lines = [''];
  if (state === null) lines.push(color.dim('waiting for the first reply'));
  else {
    const { status, wireStatus, steps } = state;
    const word = wireStatus === status || wireStatus === '' ? '' : color.dim(` (${printable(wireStatus, 40)})`);
    lines.push(lifecycleStrip(status, seen, color) + word);
    lines.push([formatDuration(elapsedMs), formatSteps(steps), ...formatUsage(state)].join(color.dim(' · ')));
  }
  lines.push((health.good ? color.green : color.yellow)(health.text));
  if (latest !== null) lines.push(color.dim(`latest: ${latest}`));
  if (notice !== null) lines.push(color.yellow(notice));
  lines.push(prompt === null ? color.dim(keys) : color.bold(prompt));
  // The last column stays free: some terminals wrap when it is written, and half of a wide character may stick out.
  const columns = Math.max(1, columnCount - 1);
  return lines
    .map((line, at) =>
      cliTruncate(line, columns, { position: prompt !== null && at === lines.length - 1 ? 'start' : 'end' }),
    )
    .join('\n');
}
