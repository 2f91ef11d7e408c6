import { distinctUntilChanged } from 'rxjs';
import type { LiveSession } from '@agent-session/rxjs';
import { exitCodeOf } from './exit-code-of.js';
import type { RunReporter } from './run-reporter.js';

/**
 * Reports a session from now to its end. Resolves with the exit code that tells how it ended.
 *
 * @throws StreamFailedError when the platform refuses to be followed; the signal's reason when it aborts.
 */
export async function followRun(live: LiveSession, reporter: RunReporter, signal: AbortSignal): Promise<number> {
  const startedAtMs = performance.now();
  let connected = true;
  // The streams share one source; failing is told once, by `settled()`.
  const ignore = (): void => undefined;
  const subscriptions = [
    live.session$
      .pipe(distinctUntilChanged((before, now) => before.status === now.status))
      .subscribe({ next: ({ status, wireStatus }) => reporter.status(status, wireStatus), error: ignore }),
    live.events$.subscribe({ next: ({ index, event }) => reporter.event(index, event), error: ignore }),
    live.link$.subscribe((link) => {
      if (link.status === 'retrying' || link.status === 'stalled' || link.status === 'offline') {
        connected = false;
        reporter.link(link);
      } else if (link.status === 'live' && !connected) {
        connected = true;
        reporter.link(link);
      }
    }),
  ];
  try {
    const settlement = await live.settled({ signal });
    if (settlement.answer !== null) reporter.answer(settlement.answer);
    reporter.ended({
      status: settlement.status,
      error: settlement.error?.message ?? null,
      errorCode: settlement.error?.code ?? null,
      steps: live.snapshot().steps,
      elapsedMs: Math.round(performance.now() - startedAtMs),
    });
    return exitCodeOf(settlement);
  } finally {
    for (const subscription of subscriptions) subscription.unsubscribe();
  }
}
