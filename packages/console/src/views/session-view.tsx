import type { AgentSessionClient } from '@agent-session/client';
import { toJSONL, type LogEntry } from '@agent-session/core/fold';
import { useSession } from '@agent-session/react';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { Problem } from '../parts/problem.js';
import type { ReadResource } from '../parts/screenshot.js';
import { SessionPanels } from '../parts/session-panels.js';
import { LinkBadge, StatusBadge } from '../parts/status-badge.js';
import { Steering } from '../parts/steering.js';

/** One session, live. */
export function SessionView({
  client,
  id,
  event,
  replay,
}: {
  readonly client: AgentSessionClient;
  readonly id: string;
  readonly event: number | null;
  readonly replay: (log: readonly LogEntry[]) => void;
}): ReactNode {
  const { session, state, link, error, retry } = useSession(id);
  const [sharing, setSharing] = useState<{ readonly url: string } | { readonly error: unknown } | null>(null);
  const read = useCallback<ReadResource>(
    async (bucket, key, signal) => (await client.resource(id, bucket, key, { signal })).blob(),
    [client, id],
  );
  useEffect(() => {
    document.title = state ? `${state.status} · ${id.slice(0, 8)}` : 'Agent sessions';
    return () => void (document.title = 'Agent sessions');
  }, [state?.status, id]);

  const share = (): void => {
    client.share(id).then(
      () => setSharing({ url: `${window.location.origin}${window.location.pathname}#/shared/${id}` }),
      (failed: unknown) => setSharing({ error: failed }),
    );
  };

  return (
    <>
      <div className="head">
        <h1>
          Session <code>{id.slice(0, 8)}</code>
        </h1>
        {state && <StatusBadge status={state.wireStatus} />}
        <LinkBadge link={link} />
        {session && state && (
          <span className="tools">
            <button type="button" onClick={share}>
              Share
            </button>
            <button type="button" onClick={() => save(`${id}.jsonl`, toJSONL(session.log()))}>
              Export
            </button>
            <a className="button" href="#/replay" onClick={() => replay(session.log())}>
              Replay
            </a>
          </span>
        )}
      </div>
      {sharing && 'url' in sharing && (
        <p className="note" role="status">
          Everybody who has this link can look at the session: <a href={sharing.url}>{sharing.url}</a>
        </p>
      )}
      {sharing && 'error' in sharing && <Problem error={sharing.error} />}
      <Problem error={error} retry={retry} />
      {session && state ? (
        <SessionPanels
          session={session}
          state={state}
          marked={event}
          linkTo={(index) => `${window.location.hash.split('?')[0]}?event=${index}`}
          read={read}
        >
          <Steering of={session} />
        </SessionPanels>
      ) : (
        error === null && <p className="empty">Connecting…</p>
      )}
    </>
  );
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
