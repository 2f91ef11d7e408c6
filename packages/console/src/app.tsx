import { createClient } from '@agent-session/client';
import type { LogEntry } from '@agent-session/core/fold';
import { AgentSessionProvider } from '@agent-session/react';
import { useMemo, useState, type ReactNode } from 'react';
import { keepConnection, readConnection, type Connection } from './connection.js';
import { ErrorBoundary } from './parts/error-boundary.js';
import { useRoute, type Route } from './route.js';
import { ConnectionView } from './views/connection-view.js';
import { LaunchView } from './views/launch-view.js';
import { ReplayView } from './views/replay-view.js';
import { SessionListView } from './views/session-list-view.js';
import { SessionView } from './views/session-view.js';

const PLACES: readonly { readonly view: Route['view']; readonly href: string; readonly name: string }[] = [
  { view: 'sessions', href: '#/', name: 'Sessions' },
  { view: 'launch', href: '#/launch', name: 'Launch' },
  { view: 'replay', href: '#/replay', name: 'Replay' },
  { view: 'connection', href: '#/connection', name: 'Connection' },
];

export function App(): ReactNode {
  const route = useRoute();
  const [connection, setConnection] = useState(readConnection);
  const [recording, setRecording] = useState<readonly LogEntry[] | null>(null);
  const client = useMemo(() => clientFor(connection), [connection]);
  const connect = (next: Connection): void => {
    keepConnection(next);
    setConnection(next);
  };
  const needsKey = connection.apiKey === '' && (route.view === 'sessions' || route.view === 'launch');
  const view =
    needsKey || (route.view === 'session' && !route.shared && connection.apiKey === '') ? 'connection' : route.view;

  return (
    <>
      <a className="skip" href="#main" onClick={focusMain}>
        Skip to content
      </a>
      <header className="top">
        <span className="brand">agent sessions</span>
        <nav aria-label="Main">
          {PLACES.map(({ view: place, href, name }) => (
            <a key={place} href={href} aria-current={route.view === place ? 'page' : undefined}>
              {name}
            </a>
          ))}
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        <ErrorBoundary key={JSON.stringify(route)}>
          <AgentSessionProvider client={client}>
            {view === 'connection' ? (
              <ConnectionView connection={connection} connect={connect} wanted={view !== route.view} />
            ) : view === 'session' && route.view === 'session' ? (
              <SessionView key={route.id} client={client} id={route.id} event={route.event} replay={setRecording} />
            ) : view === 'launch' ? (
              <LaunchView client={client} />
            ) : view === 'replay' ? (
              <ReplayView recording={recording} open={setRecording} />
            ) : (
              <SessionListView client={client} />
            )}
          </AgentSessionProvider>
        </ErrorBoundary>
      </main>
    </>
  );
}

function clientFor({ baseUrl, apiKey }: Connection): ReturnType<typeof createClient> {
  return createClient({ baseUrl, ...(apiKey === '' ? {} : { apiKey }) });
}

/** The address belongs to the route, so that the link may not change it. */
function focusMain(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
