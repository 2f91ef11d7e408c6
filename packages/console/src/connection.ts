/** Where the page asks, and with which key. */
export interface Connection {
  readonly baseUrl: string;
  /** Empty: without a key, for shared sessions. */
  readonly apiKey: string;
  /** Whether the key is kept for this tab; it is never kept for longer, and never put in an address. */
  readonly keep: boolean;
}

const PLACE = 'agent-session.connection';

/** What this tab kept, if anything; else the server the page came from, without a key. */
export function readConnection(): Connection {
  const fallback = { baseUrl: window.location.origin, apiKey: '', keep: false };
  try {
    const kept = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null') as Partial<Connection> | null;
    if (typeof kept?.baseUrl !== 'string' || typeof kept.apiKey !== 'string') return fallback;
    return { baseUrl: kept.baseUrl, apiKey: kept.apiKey, keep: true };
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
