import { LEAF_STATES } from '@agent-session/core';
import type { ReactNode } from 'react';
import { duration } from '../format.js';
import type { StateSpan } from '../state-spans.js';
import { useNow } from '../use-now.js';

/** The latest stations are those one wants to see. */
const MOST = 8;

/** The states a session went through, with the time it spent in each. */
export function PathTaken({
  spans,
  live,
}: {
  readonly spans: readonly StateSpan[];
  readonly live: boolean;
}): ReactNode {
  const open = spans.at(-1);
  const ticks = live && open !== undefined && !LEAF_STATES[open.state].terminal;
  const now = useNow(ticks);
  const left = spans.length - MOST;
  return (
    <ol className="path" aria-label="Path taken">
      {left > 0 && <li className="quiet">{left} before</li>}
      {spans.slice(-MOST).map(({ state, fromMs, toMs }, index) => {
        const ms = (toMs ?? (ticks ? Math.max(now, fromMs) : Number.NaN)) - fromMs;
        return (
          <li key={index} className={`state-${state}`}>
            <i aria-hidden />
            {LEAF_STATES[state].word.replaceAll('_', ' ')} <span className="quiet">{duration(ms)}</span>
          </li>
        );
      })}
    </ol>
  );
}
