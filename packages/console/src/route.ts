import { useMemo, useSyncExternalStore } from 'react';

/** A place within the page. Everything after the `#`, which is never sent to a server. */
export type Route =
  | { readonly view: 'sessions'; readonly status: string; readonly search: string; readonly page: number }
  | { readonly view: 'launch' }
  | { readonly view: 'connection' }
  /** A recording: of a session, or (`id` null) of a file. `beside` is the session it is compared with. */
  | { readonly view: 'replay'; readonly id: string | null; readonly at: number | null; readonly beside: string | null }
  | { readonly view: 'session'; readonly id: string; readonly event: number | null }
  /** As a guest sees it, without a key; `server` is where it lives, if not where the page comes from. */
  | { readonly view: 'shared'; readonly id: string; readonly event: number | null; readonly server: string | null };

const OF_SESSION = /^\/(sessions|shared|replay)\/([\w-]{1,64})$/;
const ID = /^[\w-]{1,64}$/;
const LONGEST_TEXT = 200;

/** Reads the part of an address after the `#`. What makes no sense is the list. */
export function readRoute(hash: string): Route {
  const [path = '', ...rest] = hash.replace(/^#/, '').split('?');
  const query = new URLSearchParams(rest.join('?'));
  const [, kind, id] = OF_SESSION.exec(path) ?? [];
  if (id !== undefined) {
    switch (kind) {
      case 'sessions':
        return { view: 'session', id, event: numberIn(query, 'event') };
      case 'shared':
        return { view: 'shared', id, event: numberIn(query, 'event'), server: serverIn(query) };
      default:
        return { view: 'replay', id, at: numberIn(query, 'at'), beside: idIn(query, 'with') };
    }
  }
  switch (path) {
    case '/launch':
      return { view: 'launch' };
    case '/replay':
      return { view: 'replay', id: null, at: null, beside: null };
    case '/connection':
      return { view: 'connection' };
    default:
      return {
        view: 'sessions',
        status: (query.get('status') ?? '').slice(0, LONGEST_TEXT),
        search: (query.get('search') ?? '').slice(0, LONGEST_TEXT),
        page: Math.max(1, numberIn(query, 'page') ?? 1),
      };
  }
}

/** The address of a place, from the `#` on. */
export function hrefTo(route: Route): string {
  switch (route.view) {
    case 'sessions':
      return `#/${queryOf({ status: route.status, search: route.search, page: route.page > 1 ? route.page : null })}`;
    case 'session':
      return `#/sessions/${route.id}${queryOf({ event: route.event })}`;
    case 'shared':
      return `#/shared/${route.id}${queryOf({ event: route.event, server: route.server })}`;
    case 'replay':
      return route.id === null ? '#/replay' : `#/replay/${route.id}${queryOf({ at: route.at, with: route.beside })}`;
    case 'launch':
    case 'connection':
      return `#/${route.view}`;
  }
}

/** Goes somewhere without a step to go back over: for filters, and the place of a slider. */
export function replaceRoute(route: Route): void {
  window.history.replaceState(null, '', hrefTo(route));
  window.dispatchEvent(new Event('hashchange'));
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => readRoute(hash), [hash]);
}

function numberIn(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function idIn(query: URLSearchParams, name: string): string | null {
  const text = query.get(name);
  return text !== null && ID.test(text) ? text : null;
}

/** Only a plain address of the web is one; whoever made the link may have written anything. */
function serverIn(query: URLSearchParams): string | null {
  try {
    const url = new URL(query.get('server') ?? '');
    return /^https?:$/.test(url.protocol) && url.username === '' ? `${url.origin}${url.pathname}` : null;
  } catch {
    return null;
  }
}

function queryOf(fields: Readonly<Record<string, string | number | null>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== null && value !== '') query.set(name, String(value));
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
}
