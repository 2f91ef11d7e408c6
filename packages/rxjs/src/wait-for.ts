import { asError } from './as-error.js';
import type { Hub, HubListener } from './hub.js';

/**
 * Resolves with the first value `look` finds, now or after any change. Rejects with what `look` throws, or with the
 * signal's reason. Counts as a listener while it waits.
 */
export function waitFor<Value>(
  hub: Hub,
  options: Pick<HubListener, 'needs' | 'everyState'>,
  signal: AbortSignal | undefined,
  look: () => { readonly value: Value } | null,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    let unlisten: (() => void) | null = null;
    let over = false;
    const end = (): void => {
      over = true;
      signal?.removeEventListener('abort', aborted);
      unlisten?.();
    };
    const aborted = (): void => {
      end();
      reject(signal?.reason as Error);
    };
    const notify = (): void => {
      if (over) return;
      try {
        const found = look();
        if (!found) return;
        end();
        resolve(found.value);
      } catch (error) {
        end();
        reject(asError(error));
      }
    };
    signal?.addEventListener('abort', aborted, { once: true });
    unlisten = hub.listen({ ...options, drives: true, notify });
    notify();
    // What ended at once ended before there was anything to unlisten.
    if (over) unlisten();
  });
}
