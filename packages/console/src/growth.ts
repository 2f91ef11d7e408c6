import { timeMs, type EventEntry } from '@agent-session/core';
import { asRecord } from './untrusted.js';

/** A value at a moment, in milliseconds since the epoch. */
export type Point = readonly [atMs: number, value: number];

/** How a run grew, as far as its events tell. */
export interface Growth {
  readonly steps: readonly Point[];
  readonly costs: readonly Point[];
  /** The moments of the first and the last event; `null`: no event says when it was. */
  readonly span: readonly [fromMs: number, toMs: number] | null;
}

/** A curve has no more points than it has pixels. */
const MOST_POINTS = 400;

/**
 * Makes a reader of growth that looks at each event once: a list that only became longer costs no more than what is new
 * in it.
 */
export function growthReader(): (events: readonly EventEntry[]) => Growth {
  let first: EventEntry | undefined;
  let last: EventEntry | undefined;
  let seen = 0;
  let steps: Point[] = [];
  let costs: Point[] = [];
  let span: [number, number] | null = null;
  return (events) => {
    if (events[0] !== first || events.length < seen || (seen > 0 && events[seen - 1] !== last)) {
      [first] = events;
      seen = 0;
      steps = [];
      costs = [];
      span = null;
    }
    for (; seen < events.length; seen += 1) {
      const entry = events[seen];
      if (!entry) continue;
      last = entry;
      const { event } = entry;
      const atMs = timeMs(event.timestamp);
      if (Number.isNaN(atMs)) continue;
      span = [span?.[0] ?? atMs, Math.max(span?.[1] ?? atMs, atMs)];
      const data = asRecord(event.data);
      if (event.type === 'AgentEvent' && data['kind'] === 'policy_event') steps.push([atMs, steps.length + 1]);
      const { total_cost: cost } = asRecord(data['metrics']);
      if (event.type === 'MetricsUpdateEvent' && typeof cost === 'number' && Number.isFinite(cost))
        costs.push([atMs, cost]);
    }
    return { steps: thinned(steps), costs: thinned(costs), span };
  };
}

function thinned(points: readonly Point[]): readonly Point[] {
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, index) => index % every === 0 || index === points.length - 1);
}
