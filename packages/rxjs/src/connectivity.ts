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

interface BrowserLike {
  readonly navigator?: { readonly onLine?: boolean };
  readonly document?: EventTarget & { readonly visibilityState?: string };
  readonly addEventListener?: EventTarget['addEventListener'];
  readonly removeEventListener?: EventTarget['removeEventListener'];
}

/**
 * Reads a browser's `online`, `offline`, `pageshow` and `visibilitychange`. Elsewhere (Node, workers without these) it
 * says that all is well.
 */
export function browserConnectivity(host: BrowserLike = globalThis): Connectivity {
  if (typeof host.addEventListener !== 'function' || typeof host.navigator?.onLine !== 'boolean') return alwaysOnline;
  return {
    isOnline: () => host.navigator?.onLine !== false,
    listen(onNews) {
      const online = (): void => onNews('online');
      const offline = (): void => onNews('offline');
      const wake = (): void => {
        if (host.document?.visibilityState !== 'hidden') onNews('wake');
      };
      host.addEventListener?.('online', online);
      host.addEventListener?.('offline', offline);
      host.addEventListener?.('pageshow', wake);
      host.document?.addEventListener('visibilitychange', wake);
      return () => {
        host.removeEventListener?.('online', online);
        host.removeEventListener?.('offline', offline);
        host.removeEventListener?.('pageshow', wake);
        host.document?.removeEventListener('visibilitychange', wake);
      };
    },
  };
}
