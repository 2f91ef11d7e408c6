import { LEAF_STATES, type EventEntry, type SessionState, timeMs } from '@agent-session/core';
import { useDeferredValue, useMemo, useState, type ReactNode } from 'react';
import { count, duration, money } from '../format.js';
import { growthReader } from '../growth.js';
import type { StateSpan } from '../state-spans.js';
import { shown } from '../untrusted.js';
import { useNow } from '../use-now.js';
import { GrowthChart } from './growth-chart.js';

/** Totals of the run, and how they grew. */
export function MetricsPanel({
  state,
  events,
  spans,
  live,
}: {
  readonly state: SessionState;
  readonly events: readonly EventEntry[];
  readonly spans: readonly StateSpan[];
  readonly live: boolean;
}): ReactNode {
  const [readGrowth] = useState(growthReader);
  // The chart may lag a frame behind the timeline.
  const lately = useDeferredValue(events);
  const growth = useMemo(() => readGrowth(lately), [lately, readGrowth]);
  const cost = state.metrics?.total_cost;
  const tokens = state.usage.reduce((sum, model) => sum + model.input_tokens + model.output_tokens, 0);
  return (
    <section className="panel metrics" aria-label="Metrics">
      <dl>
        <Figure name="Time" value={<RunTime state={state} live={live} lastMs={growth.span?.[1] ?? null} />} />
        <Figure name="Steps" value={withLimit(state.steps, state.limits.maxSteps)} />
        {typeof cost === 'number' && <Figure name="Cost" value={money(cost)} />}
        {tokens > 0 && <Figure name="Tokens" value={count(tokens)} />}
        {state.turn > 1 && <Figure name="Turn" value={count(state.turn)} />}
      </dl>
      <GrowthChart growth={growth} spans={spans} />
      {state.usage.length > 0 && (
        <ul className="models" aria-label="Models">
          {state.usage.slice(0, 20).map(({ name, input_tokens: input, output_tokens: output }, index) => (
            <li key={index}>
              <span>{shown(name, 80)}</span>
              <span className="quiet">
                {count(input)} in, {count(output)} out
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function withLimit(value: number, limit: number | null): ReactNode {
  return (
    <>
      {count(value)}
      {limit !== null && <small> of {count(limit)}</small>}
    </>
  );
}

/** How long the run took, takes so far, or had taken when its recording ends. */
function RunTime({
  state: { state, startedAt, finishedAt },
  live,
  lastMs,
}: {
  readonly state: SessionState;
  readonly live: boolean;
  readonly lastMs: number | null;
}): ReactNode {
  const ticks = live && !LEAF_STATES[state].terminal && startedAt !== null;
  const now = useNow(ticks);
  if (startedAt === null) return '–';
  const toMs = finishedAt === null ? (ticks ? now : lastMs) : timeMs(finishedAt);
  return toMs === null ? '–' : duration(Math.max(0, toMs - timeMs(startedAt)));
}
