import cliTruncate from 'cli-truncate';
import type { SessionState } from '@agent-session/core';
import type { SessionStatus } from '@agent-session/protocol';
import { fitParts } from './fit-parts.js';
import { formatDuration, formatSteps, formatUsage } from './format-totals.js';
import { keyHelp, type KeyHelp } from './key-help.js';
import { lifecycleStrip } from './lifecycle-strip.js';
import { printable } from './printable.js';
import type { Colors } from './colors.js';

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
  /** Turns while the agent works; `null`: it does not. */
  readonly turn: number | null;
  /** What just happened to something the user asked for. */
  readonly notice: string | null;
  /** What the user is asked, or is typing. */
  readonly prompt: string | null;
  readonly keys: readonly KeyHelp[];
}

const SPINNER = '⠋ ⠙ ⠹ ⠸ ⠼ ⠴ ⠦ ⠧ ⠇ ⠏'.split(' ');

/** Draws the frame: every line fits the width of the terminal. Pure. */
export function liveFrame(frame: LiveFrame, columnCount: number, color: Colors): string {
  const { state, seen, health, elapsedMs, latest, turn, notice, prompt, keys } = frame;
  // The last column stays free: some terminals wrap when it is written, and half of a wide character may stick out.
  const columns = Math.max(1, columnCount - 1);
  const lines = [''];
  if (state === null) lines.push(color.dim('waiting for the first reply'));
  else {
    const { status, wireStatus, steps } = state;
    const word = wireStatus === status || wireStatus === '' ? '' : color.dim(` (${printable(wireStatus, 40)})`);
    lines.push(lifecycleStrip(status, seen, color, columns) + word);
    const totals = [formatDuration(elapsedMs), formatSteps(steps), ...formatUsage(state)];
    lines.push(...fitParts(totals, color.dim(' · '), columns));
  }
  lines.push((health.good ? color.green : color.yellow)(health.text));
  if (latest !== null) {
    const spinner = turn === null ? color.dim('·') : color.cyan(SPINNER[turn % SPINNER.length] ?? '·');
    lines.push(`${spinner} ${color.dim(latest)}`);
  }
  if (notice !== null) lines.push(color.yellow(notice));
  if (prompt === null) {
    const help = keys.map((key) => keyHelp(key, color));
    lines.push(...fitParts(help, '  ', columns));
  } else lines.push(color.bold(prompt));
  return lines
    .map((line, at) =>
      cliTruncate(line, columns, { position: prompt !== null && at === lines.length - 1 ? 'start' : 'end' }),
    )
    .join('\n');
}
