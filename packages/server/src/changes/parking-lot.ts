import type { Clock } from '@agent-session/protocol';

/** Why a parked request goes on. */
export type Wake = 'appended' | 'waited' | 'gone' | 'closing' | 'full';

/** Requests that wait for something new in a session. */
export interface ParkingLot {
  /**
   * Waits until `notify` says that the session has more than `seenCount` events, for `waitMs` at most. Resolves `gone`
   * when the signal aborts, `closing` when the lot closes, `full` at once when too many wait already. Whichever comes
   * first takes the timer, the listener and the place with it.
   */
  park(sessionId: string, seenCount: number, waitMs: number, signal?: AbortSignal): Promise<Wake>;
  /** Wakes everyone who has seen fewer than `eventCount` events of the session. */
  notify(sessionId: string, eventCount: number): void;
  /** How many requests wait. */
  readonly size: number;
  /** Wakes everyone and lets nobody in any more. */
  close(): void;
}

interface Parked {
  readonly seenCount: number;
  readonly leave: (wake: Wake) => void;
}

/** Makes a parking lot with room for `capacity` requests. */
export function createParkingLot(clock: Clock, capacity: number): ParkingLot {
  const bySession = new Map<string, Set<Parked>>();
  let size = 0;
  let closed = false;

  return {
    park(sessionId, seenCount, waitMs, signal) {
      if (closed) return Promise.resolve('closing');
      if (signal?.aborted) return Promise.resolve('gone');
      if (size >= capacity) return Promise.resolve('full');
      return new Promise((resolve) => {
        let place = bySession.get(sessionId);
        if (!place) bySession.set(sessionId, (place = new Set()));
        const here = place;
        const leave = (wake: Wake) => {
          if (!here.delete(parked)) return;
          size -= 1;
          if (here.size === 0 && bySession.get(sessionId) === here) bySession.delete(sessionId);
          clock.clearTimeout(timer);
          signal?.removeEventListener('abort', onAbort);
          resolve(wake);
        };
        const onAbort = () => leave('gone');
        const parked: Parked = { seenCount, leave };
        const timer = clock.setTimeout(() => leave('waited'), waitMs);
        signal?.addEventListener('abort', onAbort);
        here.add(parked);
        size += 1;
      });
    },
    notify(sessionId, eventCount) {
      const here = bySession.get(sessionId);
      if (!here) return;
      for (const parked of [...here]) if (parked.seenCount < eventCount) parked.leave('appended');
    },
    get size() {
      return size;
    },
    close() {
      closed = true;
      for (const here of [...bySession.values()]) for (const parked of [...here]) parked.leave('closing');
    },
  };
}
