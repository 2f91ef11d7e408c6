import type { Hub, RequestNeeds } from './hub.js';

/** What a look at the log gives a reader: the next value, nothing yet, or the end. */
export type Pulled<Value> = { readonly value: Value } | 'nothing yet' | 'end';

/**
 * An iterator that reads on from its own place in the log at the pace of its reader. It buffers nothing. Between the
 * first `next` and its end it counts as a listener.
 *
 * @param look Looks for the next value; may throw what ends the iteration.
 */
export function pullIterator<Value>(
  hub: Hub,
  needs: RequestNeeds,
  signal: AbortSignal | undefined,
  look: (stop: AbortSignal) => Pulled<Value> | Promise<Pulled<Value>>,
): AsyncIterableIterator<Value> {
  const stop = new AbortController();
  let unlisten: (() => void) | null = null;
  let over = false;
  let wake: (() => void) | null = null;
  let turn: Promise<unknown> = Promise.resolve();
  const aborted = (): void => {
    stop.abort(signal?.reason);
    wake?.();
  };

  const close = (): void => {
    over = true;
    unlisten?.();
    unlisten = null;
    signal?.removeEventListener('abort', aborted);
    stop.abort(new Error('The iteration was left.'));
    wake?.();
  };

  const pull = async (): Promise<IteratorResult<Value>> => {
    if (over) return { done: true, value: undefined };
    try {
      signal?.throwIfAborted();
      if (!unlisten) {
        signal?.addEventListener('abort', aborted, { once: true });
        unlisten = hub.listen({ drives: true, needs, notify: () => wake?.() });
      }
      for (;;) {
        const news = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const pulled = await look(stop.signal);
        if (over) return { done: true, value: undefined };
        signal?.throwIfAborted();
        if (pulled === 'end') {
          close();
          return { done: true, value: undefined };
        }
        if (pulled !== 'nothing yet') return { done: false, value: pulled.value };
        await news;
      }
    } catch (error) {
      const left = over;
      close();
      if (left) return { done: true, value: undefined };
      throw error;
    }
  };

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next() {
      const result = turn.then(pull);
      turn = result.catch(() => undefined);
      return result;
    },
    return() {
      close();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}
