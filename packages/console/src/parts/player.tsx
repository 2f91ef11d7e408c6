import { timeMs, type LogEntry } from '@agent-session/core';
import type { UseReplay } from '@agent-session/react';
import { ChevronLeft, ChevronRight, Pause, Play } from 'lucide-react';
import { useId, useMemo, type ReactNode } from 'react';
import { count, stopwatch } from '../format.js';
import { stateSpans } from '../state-spans.js';
import { StateStrip } from './state-strip.js';
import { StatusBadge } from './status-badge.js';

const SPEEDS = [0.5, 1, 2, 5, 10, 100];

/** The controls of a recording: the slider runs over its entries, below the states the run was in. */
export function Player({
  replay,
  log,
  seek,
}: {
  readonly replay: UseReplay;
  readonly log: readonly LogEntry[];
  /** Goes to a position, and lets the address follow. */
  readonly seek: (position: number) => void;
}): ReactNode {
  const id = useId();
  const { position, length, playing, speed, state } = replay;
  const spans = useMemo(() => spansByPosition(log), [log]);
  const startMs = timeMs(log[0]?.at);
  const atMs = timeMs(log[Math.max(0, position - 1)]?.at) - startMs;
  return (
    <section className="player panel" aria-label="Player">
      <button type="button" className="solid round" onClick={playing ? replay.pause : replay.play}>
        {playing ? <Pause aria-hidden /> : <Play aria-hidden />}
        <span className="hidden">{playing ? 'Stop' : 'Play'}</span>
      </button>
      <span className="pair">
        <button type="button" aria-label="One entry back" disabled={position === 0} onClick={() => seek(position - 1)}>
          <ChevronLeft aria-hidden />
        </button>
        <button
          type="button"
          aria-label="One entry on"
          disabled={position === length}
          onClick={() => seek(position + 1)}
        >
          <ChevronRight aria-hidden />
        </button>
      </span>
      <div className="track">
        <StateStrip spans={spans} fromMs={0} toMs={length} />
        <label htmlFor={`${id}at`} className="hidden">
          Position
        </label>
        <input
          id={`${id}at`}
          type="range"
          min={0}
          max={length}
          value={position}
          aria-valuetext={`${position} of ${length}, ${state.wireStatus.replaceAll('_', ' ')}`}
          onChange={({ target }) => seek(target.valueAsNumber)}
        />
      </div>
      <output htmlFor={`${id}at`}>
        <b>{stopwatch(Math.max(0, atMs))}</b> {count(position)} of {count(length)}
      </output>
      <label className="speed">
        <span className="hidden">Speed</span>
        <select value={speed} onChange={({ target }) => replay.setSpeed(Number(target.value))}>
          {SPEEDS.map((each) => (
            <option key={each} value={each}>
              {each}×
            </option>
          ))}
        </select>
      </label>
      <StatusBadge status={state.wireStatus} />
    </section>
  );
}

/** The states over the positions of the log rather than over time: that is what the slider runs over. */
function spansByPosition(log: readonly LogEntry[]): ReturnType<typeof stateSpans> {
  return stateSpans(log.map((entry, index) => ({ ...entry, at: new Date(index + 1).toISOString() })));
}
