import type { Observable } from 'rxjs';

/** The values of an observable, gathered into a list that a component reads. */
export interface ListStore<Value> {
  readonly subscribe: (onChange: () => void) => () => void;
  readonly getSnapshot: () => readonly Value[];
}

/**
 * Gathers the values of an observable. A burst of values is one change: a thousand events at once are one render.
 * What the observable fails with is not kept: the session's own view says it.
 */
export function listStore<Value>(source: Observable<Value> | undefined): ListStore<Value> {
  let shown: readonly Value[] = [];
  return {
    getSnapshot: () => shown,
    subscribe(onChange) {
      // One list that grows, and a copy per burst: a copy per value would make a long log quadratic.
      const all: Value[] = [];
      let scheduled = false;
      let open = true;
      const flush = (): void => {
        scheduled = false;
        if (!open) return;
        shown = all.slice();
        onChange();
      };
      const subscription = source?.subscribe({
        next(value) {
          all.push(value);
          if (!scheduled) queueMicrotask(flush);
          scheduled = true;
        },
        error: () => undefined,
      });
      return () => {
        open = false;
        subscription?.unsubscribe();
      };
    },
  };
}
