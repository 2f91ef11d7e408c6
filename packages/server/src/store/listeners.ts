import type { StreamHead } from './event-store.js';

type Listener = (head: StreamHead) => void;

/** Who wants to know about appends to which stream. */
export class Listeners {
  readonly #byStream = new Map<string, Set<Listener>>();

  subscribe(streamId: string, listener: Listener): () => void {
    // Wrapped, so that the same function subscribed twice is told twice and leaves once.
    const own: Listener = (head) => {
      listener(head);
    };
    const listeners = this.#byStream.get(streamId) ?? new Set();
    this.#byStream.set(streamId, listeners.add(own));
    return () => {
      listeners.delete(own);
      if (listeners.size === 0 && this.#byStream.get(streamId) === listeners) this.#byStream.delete(streamId);
    };
  }

  notify(streamId: string, head: StreamHead): void {
    // A copy: a listener that subscribes again must wait for the next append.
    const current = Array.from(this.#byStream.get(streamId) ?? []);
    for (const listener of current) {
      try {
        listener(head);
      } catch (error) {
        // The append is done: a listener's mistake must be seen, but not by whoever appended.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  /** Streams with at least one listener. */
  get size(): number {
    return this.#byStream.size;
  }

  clear(): void {
    this.#byStream.clear();
  }
}
