import type { ReactNode } from 'react';
import type { StateSpan } from '../state-spans.js';

/** A run as a band of colours: each state as long as it lasted. It says nothing that is not written elsewhere. */
export function StateStrip({
  spans,
  fromMs,
  toMs,
}: {
  readonly spans: readonly StateSpan[];
  readonly fromMs: number;
  readonly toMs: number;
}): ReactNode {
  const length = Math.max(1, toMs - fromMs);
  const share = (atMs: number): number => Math.min(100, Math.max(0, ((atMs - fromMs) / length) * 100));
  return (
    <svg className="strip" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden>
      {spans.map(({ state, fromMs: from, toMs: to }, index) => {
        const x = share(from);
        const width = share(to ?? toMs) - x;
        return width > 0 ? (
          <rect key={index} className={`state-${state}`} x={x} y={0} width={width} height={6} />
        ) : null;
      })}
    </svg>
  );
}
