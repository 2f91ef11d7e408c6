import { Observable, type Subscriber } from 'rxjs';
import type { HubListener } from './hub.js';
import type { LiveView } from './live-view.js';

/** How one face listens. */
export interface FaceOptions extends Pick<HubListener, 'drives' | 'everyState' | 'needs'> {
  /** False: it shows the connection, whose last word comes after the end of the session; it never fails. */
  readonly fails?: false;
}

/** What a subscriber of a face does when something changed: reads on from its own place. `false`: it is not up to date. */
export interface FaceReader {
  readonly pump: () => boolean | void;
  readonly stop?: () => void;
}

/** An observable whose subscribers each read on from their own place whenever something changed. */
export function face<Value>(
  view: LiveView,
  options: FaceOptions,
  begin: (subscriber: Subscriber<Value>) => FaceReader,
): Observable<Value> {
  const { hub } = view;
  return new Observable<Value>((subscriber) => {
    const { pump, stop } = begin(subscriber);
    let pumping = false;
    let again = false;
    const endIfOver = (): void => {
      if (options.fails === false) {
        if ((hub.failure || view.ended) && hub.linkStatus.status === 'closed') subscriber.complete();
      } else if (hub.failure) subscriber.error(hub.failure);
      else if (view.ended) subscriber.complete();
    };
    const notify = (): void => {
      // A subscriber may cause news in its own `next`.
      if (pumping) {
        again = true;
        return;
      }
      pumping = true;
      try {
        do {
          again = false;
          const isUpToDate = pump() !== false;
          if (isUpToDate && !subscriber.closed) endIfOver();
        } while (again && !subscriber.closed);
      } finally {
        pumping = false;
      }
    };
    const { drives, everyState = false, needs } = options;
    const unlisten = hub.listen({ drives, everyState, needs, notify });
    subscriber.add(() => {
      unlisten();
      stop?.();
    });
    notify();
  });
}
