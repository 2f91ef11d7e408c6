import type { Observable } from 'rxjs';

/** Values of an observable, gathered into what a component reads. */
export interface FoldStore<Result> {
  readonly subscribe: (onChange: () => void) => () => void;
  readonly getSnapshot: () => Result;
}

/**
 * Gathers the values of an observable. A burst of values is one change: a thousand events at once are one render.
 * What the observable fails with is not kept: the session's own view says it.
 */
export function foldStore<Value, Kept, Result>(
  source: Observable<Value> | undefined,
  first: Kept,
  { add, freeze }: { readonly add: (kept: Kept, value: Value) => Kept; readonly freeze: (kept: Kept) => Result },
): FoldStore<Result> {
  const start = freeze(first);
  let result = start;
  return {
    getSnapshot: () => result,
    subscribe(onChange) {
      let kept = first;
      let scheduled = false;
      let open = true;
      const flush = (): void => {
        scheduled = false;
        if (!open) return;
        result = freeze(kept);
        onChange();
      };
      const subscription = source?.subscribe({
        next(value) {
          kept = add(kept, value);
          if (scheduled) return;
          scheduled = true;
          queueMicrotask(flush);
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
