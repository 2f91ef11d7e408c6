import type { AgentSessionClient } from '@agent-session/client';
import { fromJSONL, isSettledState, type CorruptLogError, type LogEntry } from '@agent-session/core';
import type { SessionSummary } from '@agent-session/protocol';
import { useReplay, useSession } from '@agent-session/react';
import { FileUp, History } from 'lucide-react';
import { useCallback, useEffect, useId, useMemo, useRef, useState, type DragEvent, type ReactNode } from 'react';
import { Difference, positionOfEvent } from '../parts/difference.js';
import { Empty, Skeleton } from '../parts/empty.js';
import { JsonTree } from '../parts/json-tree.js';
import { Player } from '../parts/player.js';
import { Problem } from '../parts/problem.js';
import { SessionPanels } from '../parts/session-panels.js';
import { count } from '../format.js';
import { hrefTo, readRoute, replaceRoute, type Route } from '../route.js';
import { pacedLog } from '../paced-log.js';
import { streamProblem } from '../stream-problem.js';
import { asText, shown } from '../untrusted.js';
import { useSessionAbout } from '../use-session-about.js';
import type { Recording } from './session-view.js';

const MOST_BYTES = 200_000_000;
const MOST_PAUSE_MS = 5_000;
const ADDRESS_FOLLOWS_MS = 300;

/** Plays recorded logs: of a session, or of a file that is dropped anywhere on the page. */
export function ReplayView({
  client,
  route,
  file,
  open,
}: {
  readonly client: AgentSessionClient | null;
  readonly route: Extract<Route, { readonly view: 'replay' }>;
  /** The file that was opened last. */
  readonly file: Recording | null;
  readonly open: (recording: Recording) => void;
}): ReactNode {
  const [error, setError] = useState<unknown>(null);
  const [isOver, setOver] = useState(false);
  const [besideFile, setBesideFile] = useState<Recording | null>(null);
  const [session, setSession] = useState<Recording | null>(null);
  const [besideSession, setBesideSession] = useState<Recording | null>(null);
  const { id, beside } = route;
  const recording = id === null ? file : session;
  const other = beside === null ? besideFile : besideSession;

  const take = (given: File | undefined, give: (recording: Recording) => void): void => {
    if (!given) return;
    readLog(given).then(
      ({ log, problem }) => {
        setError(problem);
        give({ name: given.name, log });
      },
      (failed: unknown) => setError(failed),
    );
  };
  const openFile = (given: Recording): void => {
    setBesideFile(null);
    open(given);
    if (id !== null) window.location.hash = '#/replay';
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0], openFile);
  };
  const compareWith = (other: string | null): void => {
    setBesideFile(null);
    if (id !== null) replaceRoute({ ...route, beside: other });
  };

  return (
    <div
      className={`replay${isOver ? ' over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
      }}
      onDrop={drop}
    >
      <div className="head">
        <div className="what">
          <h1 dir="auto">{recording ? shown(recording.name, 300) : 'Replay'}</h1>
        </div>
        <span className="tools">
          {client && (
            <SessionPicker
              client={client}
              label="Open a session"
              pick={(chosen) => (window.location.hash = hrefTo({ view: 'replay', id: chosen, at: null, beside: null }))}
            />
          )}
          <FileButton label="Open a log" take={(given) => take(given, openFile)} />
          {recording && client && id !== null && (
            <SessionPicker client={client} label="Compare with a session" pick={compareWith} />
          )}
          {recording && (
            <FileButton
              label="Compare with a log"
              take={(given) =>
                take(given, (recorded) => {
                  compareWith(null);
                  setBesideFile(recorded);
                })
              }
            />
          )}
        </span>
      </div>
      <Problem error={error} />
      {id !== null && client && <Recorder key={id} client={client} id={id} give={setSession} />}
      {beside !== null && client && (
        <Recorder key={`with ${beside}`} client={client} id={beside} give={setBesideSession} />
      )}
      {recording ? (
        <Replay
          key={recording.name}
          recording={recording}
          other={other}
          route={route}
          closeOther={() => compareWith(null)}
        />
      ) : (
        id === null && (
          <div className="drop">
            <Empty icon={FileUp} title="Drop a JSONL log here">
              <p>or open one. Every session can be exported, and replayed where it was run.</p>
            </Empty>
          </div>
        )
      )}
    </div>
  );
}

/** Reads the log of a session: all of it when it is over, what there is when somebody asks for it before. */
function Recorder({
  client,
  id,
  give,
}: {
  readonly client: AgentSessionClient;
  readonly id: string;
  readonly give: (recording: Recording | null) => void;
}): ReactNode {
  const { session, state, error, retry } = useSession(id);
  const about = useSessionAbout(client, id);
  const [log, setLog] = useState<readonly LogEntry[] | null>(null);
  useEffect(() => {
    if (!session) return undefined;
    const stop = new AbortController();
    session.settled({ signal: stop.signal }).then(
      (settlement) => setLog(settlement.log),
      // Why is in `error`.
      () => undefined,
    );
    return () => stop.abort(new Error('The recording is no longer shown.'));
  }, [session]);
  const name = about?.task || `Session ${id.slice(0, 8)}`;
  useEffect(() => give(log && { name, log }), [give, log, name]);
  useEffect(() => () => give(null), [give]);
  if (error !== null) return <Problem error={streamProblem(error, false)} retry={retry} />;
  if (log) return null;
  if (session && state && !isSettledState(state)) {
    return (
      <p className="banner" role="status">
        <History aria-hidden />
        <span>
          <strong>This session is still at work.</strong> {state.nextIndex} events so far.
        </span>
        <span className="tools">
          <button type="button" onClick={() => setLog([...session.log()])}>
            Replay what there is
          </button>
        </span>
      </p>
    );
  }
  return <Skeleton label="Reading the log" rows={4} />;
}

function Replay({
  recording,
  other,
  route,
  closeOther,
}: {
  readonly recording: Recording;
  readonly other: Recording | null;
  readonly route: Extract<Route, { readonly view: 'replay' }>;
  readonly closeOther: () => void;
}): ReactNode {
  const log = useMemo(() => pacedLog(recording.log), [recording.log]);
  const replay = useReplay(log, { maxPauseMs: MOST_PAUSE_MS });
  const { session, state } = replay;
  const { seek } = replay;
  const written = useRef<number | null>(null);
  useEffect(() => {
    if (route.at !== null && route.at !== written.current) seek(route.at);
    written.current = route.at;
  }, [route.at, seek]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const seekTo = useCallback(
    (position: number): void => {
      seek(position);
      if (route.id === null) return;
      clearTimeout(timer.current);
      // A slider has many positions; the address needs the one it was left at.
      timer.current = setTimeout(() => {
        // Somebody may have gone elsewhere since.
        const now = readRoute(window.location.hash);
        if (now.view !== 'replay' || now.id !== route.id) return;
        written.current = position;
        replaceRoute({ ...now, at: position });
      }, ADDRESS_FOLLOWS_MS);
    },
    [seek, route.id],
  );
  return (
    <>
      <Player replay={replay} log={log} seek={seekTo} />
      <Problem error={replay.error} />
      {other && (
        <Difference
          runs={[recording, other]}
          seekEvent={(eventIndex) => seekTo(positionOfEvent(log, eventIndex))}
          close={closeOther}
        />
      )}
      <SessionPanels session={session} state={state} live={false} marked={null} linkTo={null} read={null}>
        <details className="panel point">
          <summary>State at this point</summary>
          <JsonTree value={state} />
        </details>
      </SessionPanels>
    </>
  );
}

/** The entries of a file, up to the first line that cannot be read: a log whose writer was killed may end in half a line. */
async function readLog(file: File): Promise<{ readonly log: readonly LogEntry[]; readonly problem: string | null }> {
  if (file.size > MOST_BYTES) {
    throw new Error(`${file.name} has ${count(file.size)} bytes; at most ${count(MOST_BYTES)} are read.`);
  }
  let corrupt: CorruptLogError | null = null;
  const log = [
    ...fromJSONL(new Uint8Array(await file.arrayBuffer()), { recover: true, onCorrupt: (error) => (corrupt = error) }),
  ];
  const { line, reason } = (corrupt as CorruptLogError | null) ?? { line: 0, reason: '' };
  if (log.length > 0) {
    const problem = `Line ${count(line)} of ${file.name} cannot be read: ${reason}. What was before it is shown.`;
    return { log, problem: line === 0 ? null : problem };
  }
  throw new Error(
    line === 0
      ? `${file.name} is empty. A log has one entry of JSON per line.`
      : `${file.name} is no log: line ${line} cannot be read: ${reason}. A log has one entry of JSON per line.`,
  );
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
      <FileUp aria-hidden /> {label}
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

/** The latest sessions, to choose one. Read when somebody goes there. */
function SessionPicker({
  client,
  label,
  pick,
}: {
  readonly client: AgentSessionClient;
  readonly label: string;
  readonly pick: (id: string) => void;
}): ReactNode {
  const id = useId();
  const [sessions, setSessions] = useState<readonly SessionSummary[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    client
      .list({ size: 50 }, { signal: stop.signal })
      .page(1)
      .then(
        ({ items }) => setSessions(items),
        // A log can still be opened.
        () => undefined,
      );
    return () => stop.abort(new Error('The list is no longer shown.'));
  }, [client]);
  if (sessions.length === 0) return null;
  return (
    <select id={id} aria-label={label} value="" onChange={({ target }) => target.value !== '' && pick(target.value)}>
      <option value="">{label}…</option>
      {sessions.map((one) => (
        <option key={one.id} value={one.id}>
          {shown(asText(one.first_message?.message), 60) || one.id.slice(0, 8)} ({shown(one.status, 20)})
        </option>
      ))}
    </select>
  );
}
