import type { Clock } from '@agent-session/protocol';

/** Why a parked request goes on. */
export type Wake = 'appended' | 'waited' | 'gone' | 'closing' | 'full';

/** What a request waits for. */
export interface Parking {
  readonly sessionId: string;
  /** It goes on when the session has more events than this. */
  readonly seenCount: number;
  /** It goes on after so long in any case. */
  readonly waitMs: number;
}

/** Requests that wait for something new in a session. */
export interface ParkingLot {
  /**
   * Parks a request. `onWake` is called once: when `notify` brings what it waits for, when its time is over, when it is
   * made to leave by calling what this returns (`gone`), when the lot closes, or at once when that is closed or full.
   * Whichever comes first takes the timer and the place with it.
   */
  park(parking: Parking, onWake: (wake: Wake) => void): () => void;
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
    park({ sessionId, seenCount, waitMs }, onWake) {
      if (closed || size >= capacity) {
        onWake(closed ? 'closing' : 'full');
        return () => undefined;
      }
      let place = bySession.get(sessionId);
      if (!place) bySession.set(sessionId, (place = new Set()));
      const here = place;
      const leave = (wake: Wake) => {
        if (!here.delete(parked)) return;
        size -= 1;
        if (here.size === 0 && bySession.get(sessionId) === here) bySession.delete(sessionId);
        clock.clearTimeout(timer);
        onWake(wake);
      };
      const parked: Parked = { seenCount, leave };
      const timer = clock.setTimeout(() => leave('waited'), waitMs);
      here.add(parked);
      size += 1;
      return () => leave('gone');
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
