import { diff, fromJSONL, type LogEntry } from '@agent-session/core/fold';
import { useReplay } from '@agent-session/react';
import { useId, useMemo, useState, type DragEvent, type ReactNode } from 'react';
import { JsonTree } from '../parts/json-tree.js';
import { Problem } from '../parts/problem.js';
import { SessionPanels } from '../parts/session-panels.js';
import { StatusBadge } from '../parts/status-badge.js';

const SPEEDS = [0.5, 1, 2, 5, 10, 100];
const MOST_BYTES = 200_000_000;

/** Plays a recorded log: of a session, or of a file. */
export function ReplayView({
  recording,
  open,
}: {
  readonly recording: readonly LogEntry[] | null;
  readonly open: (log: readonly LogEntry[]) => void;
}): ReactNode {
  const [error, setError] = useState<unknown>(null);
  const [other, setOther] = useState<readonly LogEntry[] | null>(null);
  const take = (file: File | undefined, give: (log: readonly LogEntry[]) => void): void => {
    if (!file) return;
    readLog(file).then(
      (log) => {
        setError(null);
        give(log);
      },
      (failed: unknown) => setError(failed),
    );
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    take(event.dataTransfer.files[0], open);
  };
  return (
    <div className="replay" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
      <div className="head">
        <h1>Replay</h1>
        <FileButton label="Open a log" take={(file) => take(file, open)} />
        {recording && <FileButton label="Compare with another" take={(file) => take(file, setOther)} />}
      </div>
      <Problem error={error} />
      {recording ? (
        <>
          {other && <Difference a={recording} b={other} />}
          <Player log={recording} />
        </>
      ) : (
        <p className="drop">Drop a JSONL log here, or open one. Every session can be exported and replayed.</p>
      )}
    </div>
  );
}

async function readLog(file: File): Promise<readonly LogEntry[]> {
  if (file.size > MOST_BYTES) throw new Error(`This file has ${file.size} bytes; at most ${MOST_BYTES} are read.`);
  const log = [...fromJSONL(await file.text())];
  if (log.length === 0) throw new Error('This file is empty: a log has one entry of JSON per line.');
  return log;
}

function FileButton({
  label,
  take,
}: {
  readonly label: string;
  readonly take: (file: File | undefined) => void;
}): ReactNode {
  return (
    <label className="button file">
      {label}
      <input
        type="file"
        accept=".jsonl,.ndjson,application/jsonl"
        onChange={({ target }) => {
          take(target.files?.[0]);
          target.value = '';
        }}
      />
    </label>
  );
}

function Player({ log }: { readonly log: readonly LogEntry[] }): ReactNode {
  const replay = useReplay(log);
  const id = useId();
  const { position, length, playing, speed, state, session } = replay;
  return (
    <>
      <div className="player panel">
        <button type="button" onClick={playing ? replay.pause : replay.play}>
          {playing ? 'Stop' : 'Play'}
        </button>
        <button
          type="button"
          aria-label="One entry back"
          disabled={position === 0}
          onClick={() => replay.seek(position - 1)}
        >
          ‹
        </button>
        <button type="button" aria-label="One entry on" disabled={position === length} onClick={() => replay.step()}>
          ›
        </button>
        <label htmlFor={`${id}at`} className="hidden">
          Position
        </label>
        <input
          id={`${id}at`}
          type="range"
          min={0}
          max={length}
          value={position}
          aria-valuetext={`${position} of ${length}, ${state.status}`}
          onChange={({ target }) => replay.seek(target.valueAsNumber)}
        />
        <output htmlFor={`${id}at`}>
          {position} of {length}
        </output>
        <label>
          Speed{' '}
          <select value={speed} onChange={({ target }) => replay.setSpeed(Number(target.value))}>
            {SPEEDS.map((each) => (
              <option key={each} value={each}>
                {each}×
              </option>
            ))}
          </select>
        </label>
        <StatusBadge status={state.wireStatus} />
      </div>
      <Problem error={replay.error} />
      <SessionPanels session={session} state={state} marked={null} linkTo={null} read={null}>
        <details className="panel">
          <summary>State at this point</summary>
          <JsonTree value={state} depth={2} />
        </details>
      </SessionPanels>
    </>
  );
}

function Difference({ a, b }: { readonly a: readonly LogEntry[]; readonly b: readonly LogEntry[] }): ReactNode {
  const found = useMemo(() => {
    try {
      return { difference: diff(a, b), error: null };
    } catch (error) {
      return { difference: null, error };
    }
  }, [a, b]);
  if (found.error !== null) return <Problem error={found.error} />;
  const { difference } = found;
  return (
    <section className="panel" aria-label="Difference">
      {difference === null ? (
        <p className="good">Both runs are the same.</p>
      ) : (
        <>
          <p>
            They part at entry {difference.index}, after {difference.eventIndex} events, in{' '}
            <code>{difference.state}</code>.
          </p>
          <div className="both">
            <JsonTree value={difference.a} />
            <JsonTree value={difference.b} />
          </div>
        </>
      )}
    </section>
  );
}
