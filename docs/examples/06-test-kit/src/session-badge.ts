import type { SessionEvent } from '@agent-session/protocol';

/** The code under test: what a badge beside a session shows, by its events. */
export interface Badge {
  readonly label: string;
  readonly isOver: boolean;
}

const LABELS: Readonly<Record<string, string>> = {
  queued: 'waiting for a slot',
  pending: 'starting',
  running: 'at work',
  awaiting_tool_results: 'waiting for you',
  paused: 'paused',
  idle: 'answered',
  completed: 'done',
  timed_out: 'out of time',
  interrupted: 'cancelled',
  failed: 'failed',
};
const OVER: ReadonlySet<string> = new Set(['completed', 'timed_out', 'interrupted', 'failed']);

/** The badge of a status word; unknown words are shown as they are. */
export function badgeOf(status: string): Badge {
  return { label: LABELS[status] ?? status, isOver: OVER.has(status) };
}

/** How many steps the events tell of. */
export function stepsIn(events: readonly SessionEvent[]): number {
  return events.filter(({ data }) => (data as { kind?: unknown } | null)?.kind === 'policy_event').length;
}
