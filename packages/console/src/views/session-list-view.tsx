import type { AgentSessionClient } from '@agent-session/client';
import {
  SESSION_STATUSES,
  isSessionStatus,
  isTerminal,
  type QuotaStatus,
  type SessionSummary,
} from '@agent-session/protocol';
import { timeMs, type SessionState } from '@agent-session/core';
import { useSessionList } from '@agent-session/react';
import { Inbox, Rocket, Search, SearchX } from 'lucide-react';
import { useEffect, useId, useMemo, useState, type ReactNode } from 'react';
import { ago, count, dayAndTime, duration, money } from '../format.js';
import { Choice } from '../parts/choice.js';
import { Empty, Skeleton } from '../parts/empty.js';
import { Problem } from '../parts/problem.js';
import { StatusBadge } from '../parts/status-badge.js';
import { hrefTo, replaceRoute, type Route } from '../route.js';
import { streamProblem } from '../stream-problem.js';
import { asText, shown } from '../untrusted.js';
import { useNow } from '../use-now.js';

const PAGE_SIZE = 50;
const REFRESH_MS = 5_000;
const TYPING_MS = 250;

const STATUS_NAMES: Readonly<Record<string, string>> = {
  '': 'All',
  ...Object.fromEntries(
    SESSION_STATUSES.map((word) => [word, word.charAt(0).toUpperCase() + word.slice(1).replaceAll('_', ' ')]),
  ),
};

interface Listed {
  readonly sessions: readonly SessionSummary[] | null;
  readonly total: number;
  readonly quota: QuotaStatus | null;
  readonly error: unknown;
}

/** All sessions, newest first, those at work with their live status. Filters are part of the address. */
export function SessionListView({
  client,
  route,
}: {
  readonly client: AgentSessionClient;
  readonly route: Extract<Route, { readonly view: 'sessions' }>;
}): ReactNode {
  const id = useId();
  const { status, search, page } = route;
  const [listed, retry] = useListed(client, route);
  const { sessions, total, quota, error } = listed;
  const active = useMemo(
    () => (sessions ?? []).filter(({ status: word }) => !isOver(word)).map((one) => one.id),
    [sessions],
  );
  const live = useSessionList(active);
  const states = new Map(live.sessions.map((one) => [one.id, one.state]));
  const filter = (change: Partial<typeof route>): void => replaceRoute({ ...route, page: 1, ...change });
  const pages = Math.ceil(total / PAGE_SIZE);

  return (
    <section className="sessions" aria-label="Sessions">
      <div className="head">
        <h1>Sessions</h1>
        {quota && <Quota quota={quota} />}
        <span className="tools">
          <a className="button solid" href="#/launch">
            <Rocket aria-hidden /> Launch
          </a>
        </span>
      </div>
      <form className="filters" role="search" onSubmit={(event) => event.preventDefault()}>
        <span className="search">
          <Search aria-hidden />
          <input
            id={`${id}search`}
            type="search"
            aria-label="Search"
            placeholder="Search in tasks and answers"
            value={search}
            onChange={({ target }) => filter({ search: target.value })}
          />
        </span>
        <Choice label="Status" value={status} options={STATUS_NAMES} choose={(word) => filter({ status: word })} />
      </form>
      <Problem error={streamProblem(error, false)} retry={retry} />
      {sessions === null && error === null && <Skeleton label="Reading the sessions" rows={6} />}
      {sessions?.length === 0 && <NoSessions isFiltered={status !== '' || search !== ''} />}
      {sessions !== null && sessions.length > 0 && (
        <ul className={`list${error === null ? '' : ' old'}`}>
          {sessions.map((one) => (
            <li key={one.id}>
              <Row summary={one} state={states.get(one.id) ?? null} />
            </li>
          ))}
        </ul>
      )}
      {pages > 1 && (
        <nav className="pages" aria-label="Pages">
          <button type="button" disabled={page <= 1} onClick={() => replaceRoute({ ...route, page: page - 1 })}>
            Newer
          </button>
          page {page} of {pages}
          <button type="button" disabled={page >= pages} onClick={() => replaceRoute({ ...route, page: page + 1 })}>
            Older
          </button>
        </nav>
      )}
    </section>
  );
}

/** A page of the list and the quota, read again every few seconds. After an error too: it heals by itself. */
function useListed(
  client: AgentSessionClient,
  { status, search, page }: Extract<Route, { readonly view: 'sessions' }>,
): readonly [Listed, retry: () => void] {
  const [listed, setListed] = useState<Listed>({ sessions: null, total: 0, quota: null, error: null });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const words = search.trim();
    const query = { size: PAGE_SIZE, ...(status === '' ? {} : { status }), ...(words === '' ? {} : { search: words }) };
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
    timer = setTimeout(() => void read(), search === '' ? 0 : TYPING_MS);
    return () => {
      clearTimeout(timer);
      stop.abort(new Error('The list is no longer shown.'));
    };
  }, [client, status, search, page, attempt]);
  return [listed, () => setAttempt(attempt + 1)];
}

function Quota({ quota: { active, limit, scope } }: { readonly quota: QuotaStatus }): ReactNode {
  return (
    <span className="quota" title={`of this ${scope === 'org' ? 'organization' : 'user'}`}>
      <span
        className="meter"
        role="meter"
        aria-label="Sessions at work"
        aria-valuemin={0}
        aria-valuemax={limit}
        aria-valuenow={active}
      >
        <i style={{ width: `${Math.min(100, (active / Math.max(1, limit)) * 100)}%` }} />
      </span>
      {count(active)} of {count(limit)} at work
    </span>
  );
}

function NoSessions({ isFiltered }: { readonly isFiltered: boolean }): ReactNode {
  return isFiltered ? (
    <Empty icon={SearchX} title="Nothing matches">
      <p>
        <a href="#/">Show all sessions</a>
      </p>
    </Empty>
  ) : (
    <Empty icon={Inbox} title="No sessions yet">
      <p>Give an agent a task and watch it work.</p>
      <p>
        <a className="button solid" href="#/launch">
          Launch the first one
        </a>
      </p>
    </Empty>
  );
}

function Row({ summary, state }: { readonly summary: SessionSummary; readonly state: SessionState | null }): ReactNode {
  const word = state?.wireStatus ?? summary.status;
  const now = useNow(!isOver(word));
  const startedMs = timeMs(state?.startedAt ?? summary.started_at);
  const finishedMs = timeMs(state?.finishedAt ?? summary.finished_at);
  const ranMs = (Number.isNaN(finishedMs) ? now : finishedMs) - startedMs;
  const cost = state?.metrics?.total_cost;
  const facts = [
    state ? `${count(state.steps)} ${state.steps === 1 ? 'step' : 'steps'}` : '',
    typeof cost === 'number' ? money(cost) : '',
    duration(Math.max(0, ranMs)),
  ].filter(Boolean);
  return (
    <a href={hrefTo({ view: 'session', id: summary.id, event: null })}>
      <StatusBadge status={word} />
      <span className="task">
        <b dir="auto">{shown(asText(summary.first_message?.message), 300) || summary.id}</b>
        <small>{shown(asText(summary.agent) || 'an agent written out', 100)}</small>
      </span>
      <span className="facts">{facts.join(' · ')}</span>
      <time dateTime={summary.created_at} title={dayAndTime(summary.created_at)}>
        {ago(timeMs(summary.created_at), now)}
      </time>
    </a>
  );
}

function isOver(word: string): boolean {
  return isSessionStatus(word) && isTerminal(word);
}
