/** News of the device that the poll should react to at once. */
export interface Connectivity {
  /** False while the device says it has no network. */
  isOnline(): boolean;
  /**
   * Calls back when the network comes or goes (`isOnline` has changed) and when the device or page wakes up. Returns the
   * function that stops it.
   */
  listen(onNews: (news: 'online' | 'offline' | 'wake') => void): () => void;
}

/** Always online, never asleep: for runtimes that tell neither. */
export const alwaysOnline: Connectivity = { isOnline: () => true, listen: () => () => undefined };

/** What is asked of a browser: a window, or the global of a worker. */
interface BrowserLike {
  readonly navigator?: { readonly onLine?: boolean };
  readonly document?: EventTarget & { readonly visibilityState?: string };
  readonly addEventListener?: EventTarget['addEventListener'];
  readonly removeEventListener?: EventTarget['removeEventListener'];
  readonly setInterval?: (callback: () => void, everyMs: number) => unknown;
  readonly clearInterval?: (handle: never) => void;
  readonly Date?: { now(): number };
}

/** No browser tells that the machine slept. A tick that comes this late does. */
const TICK_MS = 5_000;
const SLEPT_MS = 15_000;

/**
 * Reads a browser's `online`, `offline`, `pageshow`, `resume` and `visibilitychange`, and notices by the wall clock that the
 * machine slept. Elsewhere (Node, workers without these) it says that all is well. Whoever listens first starts it, for all.
 */
export function browserConnectivity(host: BrowserLike = globalThis): Connectivity {
  if (typeof host.addEventListener !== 'function' || typeof host.navigator?.onLine !== 'boolean') return alwaysOnline;
  const listeners = new Set<{ readonly onNews: (news: 'online' | 'offline' | 'wake') => void }>();
  let stop: (() => void) | null = null;

  const tell = (news: 'online' | 'offline' | 'wake'): void => {
    for (const { onNews } of listeners) onNews(news);
  };
  function start(): () => void {
    const { document, Date: time = Date } = host;
    const online = (): void => tell('online');
    const offline = (): void => tell('offline');
    const wake = (): void => {
      if (document?.visibilityState !== 'hidden') tell('wake');
    };
    let lastTick = time.now();
    const tick = (): void => {
      const now = time.now();
      const slept = now - lastTick >= SLEPT_MS;
      lastTick = now;
      if (slept) tell('wake');
    };
    host.addEventListener?.('online', online);
    host.addEventListener?.('offline', offline);
    host.addEventListener?.('pageshow', wake);
    document?.addEventListener('visibilitychange', wake);
    document?.addEventListener('resume', wake);
    const ticking = host.setInterval?.(tick, TICK_MS);
    return () => {
      host.removeEventListener?.('online', online);
      host.removeEventListener?.('offline', offline);
      host.removeEventListener?.('pageshow', wake);
      document?.removeEventListener('visibilitychange', wake);
      document?.removeEventListener('resume', wake);
      host.clearInterval?.(ticking as never);
    };
  }

  return {
    isOnline: () => host.navigator?.onLine !== false,
    listen(onNews) {
      const listener = { onNews };
      listeners.add(listener);
      stop ??= start();
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return;
        stop?.();
        stop = null;
      };
    },
  };
}

let shared: Connectivity | null = null;

/** The one of this runtime, shared by all who follow sessions in it. */
export function deviceConnectivity(): Connectivity {
  shared ??= browserConnectivity();
  return shared;
}
