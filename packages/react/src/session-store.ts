import { replay, replayFrom, type SessionState } from '@agent-session/core';
import type { SessionRequest } from '@agent-session/protocol';
import { launchSession, watchSession, type LinkStatus, type LiveSession, type WatchOptions } from '@agent-session/rxjs';
import type { SessionClient } from './session-client.js';

/** What there is to show of a session now. A new object when anything in it changed, the same one until then. */
export interface SessionView<Value = unknown> {
  /** `null` while there is none: nothing was asked for, or it is being launched. */
  readonly session: LiveSession<Value> | null;
  /** `null` until anything is known of the session. */
  readonly state: SessionState | null;
  /** The health of the connection, which says nothing about the session. */
  readonly link: LinkStatus;
  /** Why the session could not be launched or can no longer be followed; `null` while all is well. */
  readonly error: unknown;
}

/** One session behind the three functions `useSyncExternalStore` takes. Nothing happens before somebody subscribes. */
export interface SessionStore {
  readonly subscribe: (onChange: () => void) => () => void;
  readonly getSnapshot: () => SessionView;
  /** What the server rendered, and what the browser has to begin with: the recorded state, if there is one. */
  readonly getServerSnapshot: () => SessionView;
  /** Tries again after an error: follows anew, or launches what could not be launched. */
  readonly retry: () => void;
}

/** Options of following or launching a session. */
export type SessionOptions = WatchOptions;

const CLOSED: LinkStatus = { status: 'closed' };
const CONNECTING: LinkStatus = { status: 'connecting' };
const NO_SESSION: SessionView = { session: null, state: null, link: CLOSED, error: null };

/** The store of no session. */
export const emptyStore: SessionStore = {
  subscribe: () => () => undefined,
  getSnapshot: () => NO_SESSION,
  getServerSnapshot: () => NO_SESSION,
  retry: () => undefined,
};

/** A store of a session that somebody else opened. */
export function liveStore(session: LiveSession): SessionStore {
  return createStore({ session, recorded: null });
}

/** A store that follows a session by its id. */
export function watchStore(client: SessionClient, id: string, options: SessionOptions): SessionStore {
  return createStore({
    session: watchSession(client, id, { until: 'terminal', ...options }),
    recorded: recordedState(options),
  });
}

/** A store that launches a session when the first subscriber comes, and never a second one. */
export function launchStore(client: SessionClient, request: SessionRequest, options: SessionOptions): SessionStore {
  const { log: _log, checkpoint: _checkpoint, answerFormat: _format, ...launch } = options;
  return createStore({
    session: null,
    recorded: null,
    launch: () => launchSession(client, request, { until: 'terminal', ...launch }),
  });
}

function createStore(source: {
  readonly session: LiveSession | null;
  readonly recorded: SessionState | null;
  readonly launch?: () => Promise<LiveSession>;
}): SessionStore {
  let { session } = source;
  let error: unknown = null;
  let launching = false;
  let view = NO_SESSION;
  const serverView: SessionView = { session, state: source.recorded, link: CONNECTING, error };
  const reconnects = new Set<() => void>();

  function launch(): void {
    if (session || launching || !source.launch) return;
    launching = true;
    // Nobody's leaving takes it back: the session may exist already, and a second mount must find it, not another.
    source.launch().then(
      (launched) => {
        session = launched;
        for (const reconnect of reconnects) reconnect();
      },
      (failure: unknown) => {
        error = failure;
        for (const reconnect of reconnects) reconnect();
      },
    );
  }

  function connect(onChange: () => void): () => void {
    if (!session) return () => undefined;
    const unsubscribe = session.subscribe(onChange);
    const link = session.link$.subscribe(onChange);
    const failure = session.session$.subscribe({
      error(failed: unknown) {
        error = failed;
        onChange();
      },
    });
    return () => {
      unsubscribe();
      link.unsubscribe();
      failure.unsubscribe();
    };
  }

  return {
    getSnapshot() {
      const state = session && known(session.snapshot());
      const link = session?.link() ?? (error === null ? CONNECTING : CLOSED);
      if (session !== view.session || state !== view.state || link !== view.link || error !== view.error) {
        view = { session, state, link, error };
      }
      return view;
    },
    getServerSnapshot: () => serverView,
    subscribe(onChange) {
      // To listen again is to try again; a launch that failed waits to be asked.
      if (session) error = null;
      launch();
      let disconnect = connect(onChange);
      const reconnect = (): void => {
        disconnect();
        disconnect = connect(onChange);
        onChange();
      };
      reconnects.add(reconnect);
      return () => {
        reconnects.delete(reconnect);
        disconnect();
      };
    },
    retry() {
      if (error === null) return;
      error = null;
      launching = false;
      launch();
      for (const reconnect of reconnects) reconnect();
    },
  };
}

/** A session of which nothing was seen is not "pending": it is unknown. */
function known(state: SessionState): SessionState | null {
  return state.turn > 0 || state.report !== null || state.nextIndex > 0 ? state : null;
}

function recordedState({ checkpoint, log }: SessionOptions): SessionState | null {
  if (checkpoint) return known(replayFrom(checkpoint, log ?? []));
  return log ? known(replay(log)) : null;
}
