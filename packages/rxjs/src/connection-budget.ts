/** One of the connections a budget allows. */
export interface Lease {
  /** Gives it back. A second call does nothing. */
  release(): void;
}

/**
 * How many requests may be in flight at once, over all sessions that share the budget. Whoever waited longest is next.
 * Browsers allow six connections per host on HTTP/1.1: six parked long-polls would block the page.
 */
export interface ConnectionBudget {
  readonly connections: number;
  /** True when there are more users than connections: then nobody should hold one while waiting for news. */
  readonly crowded: boolean;
  /** Says that a session uses the budget until the returned function is called. */
  join(): () => void;
  /** Waits for a connection. Rejects with the signal's reason. */
  acquire(signal: AbortSignal): Promise<Lease>;
  /** Connections in use now, and requests that wait for one. */
  readonly inUse: number;
  readonly waiting: number;
}

/** @throws RangeError when `connections` is not a positive integer. */
export function createConnectionBudget(connections: number): ConnectionBudget {
  if (!Number.isInteger(connections) || connections < 1) {
    throw new RangeError(`A connection budget needs a positive whole number of connections, not ${connections}.`);
  }
  const queue = new Set<() => void>();
  let inUse = 0;
  let users = 0;

  const lease = (): Lease => {
    inUse += 1;
    let held = true;
    return {
      release() {
        if (!held) return;
        held = false;
        inUse -= 1;
        const [next] = queue;
        next?.();
      },
    };
  };

  return {
    connections,
    get crowded() {
      return users > connections;
    },
    get inUse() {
      return inUse;
    },
    get waiting() {
      return queue.size;
    },
    join() {
      users += 1;
      let joined = true;
      return () => {
        if (joined) users -= 1;
        joined = false;
      };
    },
    acquire(signal) {
      if (signal.aborted) return Promise.reject(signal.reason as Error);
      if (inUse < connections && queue.size === 0) return Promise.resolve(lease());
      return new Promise((resolve, reject) => {
        const aborted = (): void => {
          queue.delete(granted);
          reject(signal.reason as Error);
        };
        const granted = (): void => {
          queue.delete(granted);
          signal.removeEventListener('abort', aborted);
          resolve(lease());
        };
        queue.add(granted);
        signal.addEventListener('abort', aborted, { once: true });
      });
    },
  };
}
