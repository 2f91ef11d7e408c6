import type { EventEntry, SessionState } from '@agent-session/core/fold';
import { useMemo, type ReactNode } from 'react';
import { asRecord } from '../untrusted.js';

/** Totals of the run, and how steps and cost grew. */
export function MetricsPanel({
  state,
  events,
}: {
  readonly state: SessionState;
  readonly events: readonly EventEntry[];
}): ReactNode {
  const { steps, costs } = useMemo(() => growth(events), [events]);
  const cost = state.metrics?.total_cost;
  const tokens = state.usage.reduce((sum, model) => sum + model.input_tokens + model.output_tokens, 0);
  return (
    <section className="panel metrics" aria-label="Metrics">
      <dl>
        <div>
          <dt>Steps</dt>
          <dd>{state.steps}</dd>
        </div>
        <div>
          <dt>Events</dt>
          <dd>{state.nextIndex}</dd>
        </div>
        <div>
          <dt>Turn</dt>
          <dd>{state.turn}</dd>
        </div>
        {tokens > 0 && (
          <div>
            <dt>Tokens</dt>
            <dd>{tokens.toLocaleString('en')}</dd>
          </div>
        )}
        {typeof cost === 'number' && (
          <div>
            <dt>Cost</dt>
            <dd>${cost.toFixed(4)}</dd>
          </div>
        )}
      </dl>
      <Curve points={steps} name="Steps over time" />
      <Curve points={costs} name="Cost over time, US dollars" />
    </section>
  );
}

type Point = readonly [atMs: number, value: number];

function growth(events: readonly EventEntry[]): { readonly steps: readonly Point[]; readonly costs: readonly Point[] } {
  const steps: Point[] = [];
  const costs: Point[] = [];
  for (const { event } of events) {
    const atMs = Date.parse(event.timestamp);
    if (Number.isNaN(atMs)) continue;
    const data = asRecord(event.data);
    if (event.type === 'AgentEvent' && data['kind'] === 'policy_event') steps.push([atMs, steps.length + 1]);
    const { total_cost: cost } = asRecord(data['metrics']);
    if (event.type === 'MetricsUpdateEvent' && typeof cost === 'number') costs.push([atMs, cost]);
  }
  return { steps: thinned(steps), costs: thinned(costs) };
}

/** A curve needs no more points than it has pixels. */
function thinned(points: readonly Point[]): readonly Point[] {
  const every = Math.ceil(points.length / 240);
  return points.filter((_, index) => index % every === 0 || index === points.length - 1);
}

function Curve({ points, name }: { readonly points: readonly Point[]; readonly name: string }): ReactNode {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last || points.length < 2) return null;
  const width = Math.max(1, last[0] - first[0]);
  const top = Math.max(...points.map(([, value]) => value), 1e-9);
  const line = points.map(([at, value]) => `${((at - first[0]) / width) * 240},${44 - (value / top) * 40}`).join(' ');
  return (
    <figure>
      <svg viewBox="0 0 240 48" preserveAspectRatio="none" role="img" aria-label={`${name}: now ${last[1]}`}>
        <polyline points={line} />
      </svg>
      <figcaption>{name}</figcaption>
    </figure>
  );
}
