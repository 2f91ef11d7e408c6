import type { AgentSessionClient } from '@agent-session/client';
import { LEAF_STATES, toJSONL, type LogEntry, timeMs } from '@agent-session/core';
import { useSession } from '@agent-session/react';
import { Download, Eye, History, Link2 } from 'lucide-react';
import { useCallback, useEffect, type ReactNode } from 'react';
import { ago, dayAndTime } from '../format.js';
import { CopyButton } from '../parts/copy-button.js';
import { Skeleton } from '../parts/empty.js';
import { LinkBanner } from '../parts/link-banner.js';
import { Problem } from '../parts/problem.js';
import type { ReadResource } from '../parts/screenshot.js';
import { SessionPanels } from '../parts/session-panels.js';
import { ShareNote, useSharing } from '../parts/share-note.js';
import { LinkBadge, StatusBadge } from '../parts/status-badge.js';
import { Steering } from '../parts/steering.js';
import { ToolCalls } from '../parts/tool-calls.js';
import { hrefTo } from '../route.js';
import { streamProblem } from '../stream-problem.js';
import { useNow } from '../use-now.js';
import { useSessionAbout, type SessionAbout } from '../use-session-about.js';

/** A log, and what to call it. */
export interface Recording {
  readonly name: string;
  readonly log: readonly LogEntry[];
}

/** One session, live. Without `steer` it is only looked at: somebody shared it. */
export function SessionView({
  client,
  id,
  event,
  steer,
  hrefOf,
  shareLink,
  replay,
}: {
  readonly client: AgentSessionClient;
  readonly id: string;
  readonly event: number | null;
  readonly steer: boolean;
  /** The address of an event of this session. */
  readonly hrefOf: (index: number) => string;
  /** The address that guests get. */
  readonly shareLink: string;
  readonly replay: (recording: Recording) => void;
}): ReactNode {
  const { session, state, link, error, retry } = useSession(id);
  const about = useSessionAbout(client, id);
  const sharing = useSharing(client, id);
  const read = useCallback<ReadResource>(
    async (bucket, key, signal) => (await client.resource(id, bucket, key, { signal })).blob(),
    [client, id],
  );
  const title = about?.task || `Session ${id.slice(0, 8)}`;
  useTitle(state ? `${state.wireStatus.replaceAll('_', ' ')} · ${title.slice(0, 60)}` : title.slice(0, 60));

  return (
    <>
      <div className="head">
        <div className="what">
          <h1 dir="auto">{title}</h1>
          <p className="meta">
            {state && <StatusBadge status={state.wireStatus} />}
            <LinkBadge link={link} over={state !== null && LEAF_STATES[state.state].terminal} />
            {about && <About about={about} />}
            <span className="id">
              <code>{id.slice(0, 8)}</code>
              <CopyButton label="Copy the id of the session" text={() => id} />
            </span>
          </p>
        </div>
        {session && state && (
          <span className="tools">
            {steer && (
              <button type="button" onClick={sharing.share}>
                <Link2 aria-hidden /> Share
              </button>
            )}
            <button type="button" onClick={() => save(`${id}.jsonl`, toJSONL(session.log()))}>
              <Download aria-hidden /> Export
            </button>
            <a
              className="button"
              href={steer ? hrefTo({ view: 'replay', id, at: null, beside: null }) : '#/replay'}
              onClick={() => steer || replay({ name: title, log: session.log() })}
            >
              <History aria-hidden /> Replay
            </a>
          </span>
        )}
      </div>
      {!steer && error === null && (
        <p className="banner quiet" role="note">
          <Eye aria-hidden />
          <span>
            <strong>Somebody shared this session.</strong> You can look at it, and need no key for it.
          </span>
        </p>
      )}
      <LinkBanner link={link} />
      <ShareNote sharing={sharing} link={shareLink} />
      <Problem error={streamProblem(error, !steer)} retry={retry} />
      {session && state ? (
        <SessionPanels session={session} state={state} live marked={event} linkTo={hrefOf} read={read}>
          {steer && <ToolCalls of={session} state={state} />}
          {steer && <Steering of={session} />}
        </SessionPanels>
      ) : (
        error === null && <Skeleton label="Connecting to the session" rows={8} />
      )}
    </>
  );
}

function About({ about: { agent, createdAt } }: { readonly about: SessionAbout }): ReactNode {
  const now = useNow(true);
  return (
    <>
      <span>{agent}</span>
      <time dateTime={createdAt} title={dayAndTime(createdAt)}>
        {ago(timeMs(createdAt), now)}
      </time>
    </>
  );
}

/** The name of the page, as long as this is shown. */
function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
    return () => void (document.title = 'Agent sessions');
  }, [title]);
}

function save(name: string, lines: string | Iterable<string>): void {
  const text = typeof lines === 'string' ? lines : [...lines].join('');
  const address = URL.createObjectURL(new Blob([text], { type: 'application/jsonl' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
