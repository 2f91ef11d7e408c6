import { createClient } from '@agent-session/client';
import { AgentSessionProvider, type ProviderOptions } from '@agent-session/react';
import { CloudOff, Monitor, Moon, Sun, type LucideIcon } from 'lucide-react';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { keepConnection, mayGoPlainly, ownServer, readConnection, type Connection } from './connection.js';
import { ErrorBoundary } from './parts/error-boundary.js';
import { hrefTo, useRoute, type Route } from './route.js';
import { nextTheme, readTheme, showTheme, type Theme } from './theme.js';
import { useOnline } from './use-online.js';
import { ConnectionView } from './views/connection-view.js';
import { LaunchView } from './views/launch-view.js';
import { ReplayView } from './views/replay-view.js';
import { SessionListView } from './views/session-list-view.js';
import { SessionView, type Recording } from './views/session-view.js';

const PLACES: readonly { readonly views: readonly Route['view'][]; readonly href: string; readonly name: string }[] = [
  { views: ['sessions', 'session'], href: '#/', name: 'Sessions' },
  { views: ['launch'], href: '#/launch', name: 'Launch' },
  { views: ['replay'], href: '#/replay', name: 'Replay' },
];

/** An export, a replay and the path need the whole log, however long the run. */
const OPTIONS: ProviderOptions = { keepEvents: 1_000_000 };

export function App(): ReactNode {
  const route = useRoute();
  const [connection, setConnection] = useState(readConnection);
  const [file, setFile] = useState<Recording | null>(null);
  const connect = useCallback((next: Connection): void => {
    keepConnection(next);
    setConnection(next);
  }, []);
  // A guest needs no key, and whoever made the link chose the server: no key goes there.
  const guestAt = route.view === 'shared' ? (route.server ?? ownServer()) : null;
  const { baseUrl, apiKey } = connection;
  const [refusedKey, setRefusedKey] = useState<string | null>(null);
  const client = useMemo(() => {
    if (guestAt !== null) return clientFor(guestAt, '');
    // The same while nothing changes: each reply tells.
    return clientFor(baseUrl, apiKey, (status) => setRefusedKey(status === 401 ? apiKey : null));
  }, [baseUrl, apiKey, guestAt]);

  return (
    <>
      <a className="skip" href="#main" onClick={focusMain}>
        Skip to content
      </a>
      <Top route={route} connection={connection} isRefused={refusedKey === apiKey} />
      <main id="main" tabIndex={-1}>
        <ErrorBoundary key={'id' in route ? `${route.view} ${route.id}` : route.view}>
          <AgentSessionProvider client={client} options={OPTIONS}>
            <View
              route={route}
              client={client}
              connection={connection}
              connect={connect}
              file={file}
              openFile={setFile}
            />
          </AgentSessionProvider>
        </ErrorBoundary>
      </main>
    </>
  );
}

function View({
  route,
  client,
  connection,
  connect,
  file,
  openFile,
}: {
  readonly route: Route;
  readonly client: ReturnType<typeof createClient>;
  readonly connection: Connection;
  readonly connect: (connection: Connection) => void;
  readonly file: Recording | null;
  readonly openFile: (recording: Recording) => void;
}): ReactNode {
  const hasKey = connection.apiKey !== '';
  const replayFile = (recording: Recording): void => {
    openFile(recording);
    window.location.hash = '#/replay';
  };
  switch (route.view) {
    case 'connection':
      return <ConnectionView connection={connection} connect={connect} wanted={false} />;
    case 'shared':
      return (
        <SessionView
          key={route.id}
          client={client}
          id={route.id}
          event={route.event}
          steer={false}
          hrefOf={(event) => hrefTo({ ...route, event })}
          shareLink={window.location.href}
          replay={replayFile}
        />
      );
    case 'replay':
      if (route.id === null || hasKey) {
        return <ReplayView client={hasKey ? client : null} route={route} file={file} open={openFile} />;
      }
      return <ConnectionView connection={connection} connect={connect} wanted />;
    default:
      if (!hasKey) return <ConnectionView connection={connection} connect={connect} wanted />;
  }
  switch (route.view) {
    case 'sessions':
      return <SessionListView client={client} route={route} />;
    case 'launch':
      return <LaunchView client={client} />;
    case 'session':
      return (
        <SessionView
          key={route.id}
          client={client}
          id={route.id}
          event={route.event}
          steer
          hrefOf={(event) => hrefTo({ ...route, event })}
          shareLink={shareLink(route.id, connection.baseUrl)}
          replay={replayFile}
        />
      );
  }
}

/** The address of this page for a guest; with the server, where it is another than the one the page comes from. */
function shareLink(id: string, baseUrl: string): string {
  const { origin, pathname } = window.location;
  const server = baseUrl.replace(/\/+$/, '') === ownServer() ? null : baseUrl;
  return `${origin}${pathname}${hrefTo({ view: 'shared', id, event: null, server })}`;
}

const THEMES: Readonly<Record<Theme, readonly [LucideIcon, string]>> = {
  system: [Monitor, 'as the device'],
  light: [Sun, 'light'],
  dark: [Moon, 'dark'],
};

function Top({
  route,
  connection,
  isRefused,
}: {
  readonly route: Route;
  readonly connection: Connection;
  readonly isRefused: boolean;
}): ReactNode {
  const [theme, setTheme] = useState(readTheme);
  const isOnline = useOnline();
  const [ThemeIcon, themeName] = THEMES[theme];
  const isConnected = connection.apiKey !== '';
  return (
    <header className="top">
      <a className="brand" href="#/">
        <svg viewBox="0 0 24 24" aria-hidden>
          <path d="M4 12h4.5a3 3 0 0 0 3-3V8a3 3 0 0 1 3-3H16M8.5 12H16M8.5 12a3 3 0 0 1 3 3v1a3 3 0 0 0 3 3H16" />
          <circle cx="4" cy="12" r="2.6" />
          <circle cx="19" cy="5" r="2" />
          <circle cx="19" cy="12" r="2" />
          <circle cx="19" cy="19" r="2" />
        </svg>
        agent sessions
      </a>
      <nav aria-label="Main">
        {PLACES.map(({ views, href, name }) => (
          <a key={href} href={href} aria-current={views.includes(route.view) ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <span className="right">
        {!isOnline && (
          <span className="link link-offline" role="status">
            <CloudOff aria-hidden /> offline
          </span>
        )}
        <a
          className="server"
          href="#/connection"
          title={`Connection: ${hostOf(connection.baseUrl)}`}
          aria-current={route.view === 'connection' ? 'page' : undefined}
        >
          <i className={isConnected && isOnline && !isRefused ? 'on' : ''} aria-hidden />
          <span>{isConnected ? hostOf(connection.baseUrl) : 'Connect'}</span>
        </a>
        <button
          type="button"
          className="icon"
          aria-label={`Colours: ${themeName}`}
          title={`Colours: ${themeName}`}
          onClick={() => {
            const next = nextTheme(theme);
            showTheme(next);
            setTheme(next);
          }}
        >
          <ThemeIcon aria-hidden />
        </button>
      </span>
    </header>
  );
}

function hostOf(baseUrl: string): string {
  try {
    return new URL(baseUrl).host;
  } catch {
    return baseUrl;
  }
}

function clientFor(
  baseUrl: string,
  apiKey: string,
  onReply: (status: number) => void = () => undefined,
): ReturnType<typeof createClient> {
  return createClient({
    baseUrl,
    // Where there is no key, nothing is told that others may not hear.
    allowInsecureHttp: apiKey === '' || mayGoPlainly(new URL(baseUrl)),
    ...(apiKey === '' ? {} : { apiKey }),
    hooks: { onResponse: ({ status }) => onReply(status) },
  });
}

/** The address belongs to the route, so that the link may not change it. */
function focusMain(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
