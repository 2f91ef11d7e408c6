import { evolve, initialState, replay, type LogEntry, type SessionState } from '@agent-session/core';
import { replaySession, type ReplayOptions, type ReplaySession } from '@agent-session/rxjs';
import { useMemo, useSyncExternalStore } from 'react';

interface ReplayView {
  /** The state at `position`. */
  readonly state: SessionState;
  /** How many entries of the log have been taken. */
  readonly position: number;
  readonly playing: boolean;
  /** 1: as it was recorded. */
  readonly speed: number;
}

/** What `useReplay` gives. Controls may be passed on as they are. */
export interface UseReplay extends ReplayView {
  /** For the other hooks: they show the recording as they show a live session. */
  readonly session: ReplaySession;
  readonly length: number;
  /** What is wrong with the log; `null` when nothing is. What can be played is the part before that. */
  readonly error: unknown;
  readonly play: () => void;
  readonly pause: () => void;
  /** Takes the next entries. Default 1. */
  readonly step: (entries?: number) => void;
  /** Goes to a position, forwards or back. */
  readonly seek: (position: number) => void;
  readonly setSpeed: (speed: number) => void;
}

const DEFAULTS: ReplayOptions = {};

/**
 * Plays a recorded log. It stands at its beginning until it is played, unless `autoplay` is set. Pass the same array
 * until there is another log; `options` are read with each new log.
 *
 * @example
 * const log = useMemo(() => fromJSONL(text), [text]);
 * const { state, position, length, seek } = useReplay(log);
 * return <input type="range" max={length} value={position} onChange={(event) => seek(event.target.valueAsNumber)} />;
 */
export function useReplay(log: readonly LogEntry[], options: ReplayOptions = DEFAULTS): UseReplay {
  const store = useMemo(() => replayStore(log, options), [log]);
  const view = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
  return useMemo(() => ({ ...view, ...store.fixed }), [view, store]);
}

function replayStore(log: readonly LogEntry[], options: ReplayOptions) {
  const { playable, error } = playablePart(log);
  const session = replaySession(playable, { autoplay: false, ...options });
  const { player } = session;
  const listeners = new Set<() => void>();
  let view: ReplayView | null = null;

  function getSnapshot(): ReplayView {
    const { position, speed } = player;
    const state = session.snapshot();
    const playing = player.playing && position < player.length;
    if (
      view === null ||
      view.state !== state ||
      view.position !== position ||
      view.playing !== playing ||
      view.speed !== speed
    ) {
      view = { state, position, playing, speed };
    }
    return view;
  }

  function tell<Arguments extends readonly unknown[]>(
    control: (...args: Arguments) => void,
  ): (...args: Arguments) => void {
    return (...args) => {
      control(...args);
      for (const listener of listeners) listener();
    };
  }

  return {
    getSnapshot,
    subscribe: (onChange: () => void): (() => void) => {
      listeners.add(onChange);
      const unsubscribe = session.subscribe(onChange);
      return () => {
        listeners.delete(onChange);
        unsubscribe();
      };
    },
    fixed: {
      session,
      length: player.length,
      error,
      play: tell(() => {
        if (player.position === player.length) player.seek(0);
        player.play();
      }),
      pause: tell(() => player.pause()),
      step: tell((entries?: number) => player.step(entries)),
      seek: tell((position: number) => player.seek(position)),
      setSpeed: tell((speed: number) => player.setSpeed(speed)),
    },
  };
}

/** A log may come from anywhere: what is wrong with it is found before it is played, not in the middle. */
function playablePart(log: readonly LogEntry[]): { readonly playable: readonly LogEntry[]; readonly error: unknown } {
  try {
    replay(log);
    return { playable: log, error: null };
  } catch (error) {
    let state = initialState();
    let taken = 0;
    try {
      for (const entry of log) {
        state = evolve(state, entry);
        taken += 1;
      }
    } catch {
      // It is the error above.
    }
    return { playable: log.slice(0, taken), error };
  }
}
