import type { AgentSessionClient } from '@agent-session/client';
import {
  SESSION_STATUSES,
  isSessionStatus,
  isTerminal,
  type QuotaStatus,
  type SessionSummary,
} from '@agent-session/protocol';
import { useSessionList } from '@agent-session/react';
import { useEffect, useId, useMemo, useState, type ReactNode } from 'react';
import { Problem } from '../parts/problem.js';
import { StatusBadge } from '../parts/status-badge.js';

const PAGE_SIZE = 50;
const REFRESH_MS = 5_000;

interface Listed {
  readonly sessions: readonly SessionSummary[] | null;
  readonly total: number;
  readonly quota: QuotaStatus | null;
  readonly error: unknown;
}

/** All sessions, newest first, those at work with their live status. */
export function SessionListView({ client }: { readonly client: AgentSessionClient }): ReactNode {
  const id = useId();
  const [status, setStatus] = useState('');
  const [search, setSearch] = useState('');
  const [page, setPage] = useState(1);
  const [listed, setListed] = useState<Listed>({ sessions: null, total: 0, quota: null, error: null });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const query = {
      size: PAGE_SIZE,
      ...(status === '' ? {} : { status }),
      ...(search.trim() === '' ? {} : { search: search.trim() }),
    };
    const read = async (): Promise<void> => {
      const call = { signal: stop.signal };
      try {
        const [{ items, total }, quota] = await Promise.all([client.list(query, call).page(page), client.quota(call)]);
        setListed({ sessions: items, total, quota, error: null });
      } catch (error) {
        if (stop.signal.aborted) return;
        setListed((last) => ({ ...last, error }));
      }
      if (!stop.signal.aborted) timer = setTimeout(() => void read(), REFRESH_MS);
    };
    // While somebody types, nothing is asked.
    timer = setTimeout(() => void read(), search === '' ? 0 : 250);
    return () => {
      clearTimeout(timer);
      stop.abort(new Error('The list is no longer shown.'));
    };
  }, [client, status, search, page, attempt]);

  const { sessions, total, quota, error } = listed;
  const active = useMemo(
    () =>
      (sessions ?? []).filter(({ status: word }) => !(isSessionStatus(word) && isTerminal(word))).map((one) => one.id),
    [sessions],
  );
  const live = useSessionList(active);
  const states = new Map(live.sessions.map((one) => [one.id, one.state]));

  return (
    <section aria-label="Sessions">
      <div className="head">
        <h1>Sessions</h1>
        {quota && (
          <span className="badge" title={`of this ${quota.scope === 'org' ? 'organization' : 'user'}`}>
            {quota.active} of {quota.limit} at work
          </span>
        )}
        <a className="button" href="#/launch">
          Launch
        </a>
      </div>
      <form className="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <label htmlFor={`${id}status`}>Status</label>
        <select
          id={`${id}status`}
          value={status}
          onChange={({ target }) => {
            setStatus(target.value);
            setPage(1);
          }}
        >
          <option value="">any</option>
          {SESSION_STATUSES.map((word) => (
            <option key={word} value={word}>
              {word.replaceAll('_', ' ')}
            </option>
          ))}
        </select>
        <label htmlFor={`${id}search`}>Search</label>
        <input
          id={`${id}search`}
          type="search"
          value={search}
          onChange={({ target }) => {
            setSearch(target.value);
            setPage(1);
          }}
        />
      </form>
      <Problem error={error} retry={() => setAttempt(attempt + 1)} />
      {sessions === null && error === null && <p className="empty">Loading…</p>}
      {sessions?.length === 0 && (
        <p className="empty">
          {status === '' && search === '' ? 'No sessions yet. ' : 'Nothing matches. '}
          <a href="#/launch">Launch one</a>.
        </p>
      )}
      <ul className="list">
        {sessions?.map((one) => (
          <li key={one.id}>
            <a href={`#/sessions/${encodeURIComponent(one.id)}`}>
              <StatusBadge status={states.get(one.id)?.wireStatus ?? one.status} />
              <span className="task">{(one.first_message?.message ?? '').slice(0, 300) || one.id}</span>
              <span className="quiet">{one.agent}</span>
              <time className="quiet">{new Date(one.created_at).toLocaleString('en-GB')}</time>
            </a>
          </li>
        ))}
      </ul>
      {total > PAGE_SIZE && (
        <p className="pages">
          <button type="button" disabled={page === 1} onClick={() => setPage(page - 1)}>
            Newer
          </button>
          page {page} of {Math.ceil(total / PAGE_SIZE)}
          <button type="button" disabled={page * PAGE_SIZE >= total} onClick={() => setPage(page + 1)}>
            Older
          </button>
        </p>
      )}
    </section>
  );
}
