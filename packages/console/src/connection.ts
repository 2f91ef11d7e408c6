/** Where the page asks, and with which key. */
export interface Connection {
  readonly baseUrl: string;
  /** Empty: without a key, for shared sessions. */
  readonly apiKey: string;
  /** Whether the key is kept for this tab; it is never kept for longer, and never put in an address. */
  readonly keep: boolean;
}

const PLACE = 'agent-session.connection';

/** The server the page came from: its API stands beside the page, wherever both are mounted. */
export function ownServer(): string {
  const { origin, pathname } = window.location;
  return origin + pathname.slice(0, pathname.lastIndexOf('/'));
}

/** What this tab kept, if anything that makes sense; else the server the page came from, without a key. */
export function readConnection(): Connection {
  const fallback = { baseUrl: ownServer(), apiKey: '', keep: false };
  try {
    const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null') as Partial<Connection> | null;
    if (typeof kept?.baseUrl !== 'string' || typeof kept.apiKey !== 'string') return fallback;
    return serverProblem(kept.baseUrl) === null ? { baseUrl: kept.baseUrl, apiKey: kept.apiKey, keep: true } : fallback;
  } catch {
    return fallback;
  }
}

/** Keeps a connection for this tab, or forgets the one that was kept. */
export function keepConnection(connection: Connection): void {
  try {
    if (connection.keep) sessionStorage.setItem(PLACE, JSON.stringify(connection));
    else sessionStorage.removeItem(PLACE);
  } catch {
    // A browser without storage: the connection lives as long as the page.
  }
}

/** Why a key cannot be sent to an address; `null` when it can. */
export function serverProblem(baseUrl: string): string | null {
  let url: URL;
  try {
    url = new URL(baseUrl);
  } catch {
    return 'This is not an address. It looks like https://agents.example.com or http://127.0.0.1:4100.';
  }
  if (!/^https?:$/.test(url.protocol)) return 'The address must begin with https:// or http://.';
  if (url.username !== '' || url.password !== '') return 'The address must not have a name or a password in it.';
  return mayGoPlainly(url) ? null : PLAIN;
}

const PLAIN =
  'Over plain http everybody on the way could read the key. Use https, or open the console of that server itself.';

/** Plain http stays on this machine, or is how the page itself came. */
export function mayGoPlainly({ protocol, hostname, origin }: URL): boolean {
  return (
    protocol === 'https:' || origin === window.location.origin || /^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)
  );
}
