import { useId, useState, type PointerEvent, type ReactNode } from 'react';
import type { Growth, Point } from '../growth.js';
import { count, money, stopwatch } from '../format.js';
import type { StateSpan } from '../state-spans.js';
import { StateStrip } from './state-strip.js';

const HEIGHT = 56;

/** How steps and cost grew over the time of the run, below the states it was in. Point at it to read a moment. */
export function GrowthChart({
  growth: { steps, costs, span },
  spans,
}: {
  readonly growth: Growth;
  readonly spans: readonly StateSpan[];
}): ReactNode {
  const [at, setAt] = useState<number | null>(null);
  if (!span || span[1] <= span[0]) return null;
  const [fromMs, toMs] = span;
  const point = ({ currentTarget, clientX }: PointerEvent): void => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setAt(Math.min(1, Math.max(0, (clientX - left) / Math.max(1, width))));
  };
  const atMs = at === null ? toMs : fromMs + at * (toMs - fromMs);
  return (
    <div className="chart" onPointerMove={point} onPointerLeave={() => setAt(null)}>
      <StateStrip spans={spans} fromMs={fromMs} toMs={toMs} />
      <Curve name="Steps" points={steps} span={span} atMs={atMs} say={count} />
      <Curve name="Cost" points={costs} span={span} atMs={atMs} say={money} />
      {at !== null && <i className="cursor" style={{ left: `${at * 100}%` }} aria-hidden />}
      <p className="axis" aria-hidden>
        <span>0:00</span>
        {at !== null && at > 0.12 && at < 0.85 && (
          <span style={{ left: `${at * 100}%` }}>{stopwatch(atMs - fromMs)}</span>
        )}
        <span>{stopwatch(toMs - fromMs)}</span>
      </p>
    </div>
  );
}

function Curve({
  name,
  points,
  span: [fromMs, toMs],
  atMs,
  say,
}: {
  readonly name: string;
  readonly points: readonly Point[];
  readonly span: readonly [number, number];
  readonly atMs: number;
  readonly say: (value: number) => string;
}): ReactNode {
  const id = useId();
  const last = points.at(-1);
  if (!last || points.length < 2) return null;
  const top = Math.max(...points.map(([, value]) => value), 1e-9);
  const x = (ms: number): string => (((ms - fromMs) / (toMs - fromMs)) * 100).toFixed(2);
  const y = (value: number): string => (HEIGHT - 2 - (Math.max(0, value) / top) * (HEIGHT - 8)).toFixed(2);
  // A total stays what it is until it grows: steps, no slopes.
  let d = `M${x(points[0]?.[0] ?? fromMs)},${HEIGHT}`;
  for (const [ms, value] of points) d += ` H${x(ms)} V${y(value)}`;
  const line = `${d} H100`;
  const now = points.findLast(([ms]) => ms <= atMs)?.[1] ?? 0;
  return (
    <figure>
      <figcaption id={id}>
        <span>{name}</span> <b>{say(now)}</b>
      </figcaption>
      <svg
        viewBox={`0 0 100 ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${name} over time: from ${say(points[0]?.[1] ?? 0)} to ${say(last[1])} in ${stopwatch(toMs - fromMs)}`}
      >
        <path className="area" d={`${line} V${HEIGHT} Z`} />
        <path className="line" d={line} />
      </svg>
    </figure>
  );
}
