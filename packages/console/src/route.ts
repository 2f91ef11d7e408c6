import { useMemo, useSyncExternalStore } from 'react';

/** A place within the page. Everything after the `#`, which is never sent to a server. */
export type Route =
  | { readonly view: 'sessions' }
  | { readonly view: 'launch' }
  | { readonly view: 'replay' }
  | { readonly view: 'connection' }
  | { readonly view: 'session'; readonly id: string; readonly event: number | null; readonly shared: boolean };

const SESSION = /^\/(sessions|shared)\/([\w-]{1,64})$/;

/** Reads the part of an address after the `#`. What makes no sense is the list. */
export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const [, kind, id] = SESSION.exec(path) ?? [];
  if (id !== undefined) {
    const event = new URLSearchParams(query).get('event');
    return {
      view: 'session',
      id,
      event: event !== null && /^\d{1,9}$/.test(event) ? Number(event) : null,
      shared: kind === 'shared',
    };
  }
  switch (path) {
    case '/launch':
      return { view: 'launch' };
    case '/replay':
      return { view: 'replay' };
    case '/connection':
      return { view: 'connection' };
    default:
      return { view: 'sessions' };
  }
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange);
  return () => window.removeEventListener('hashchange', onChange);
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => readRoute(hash), [hash]);
}
