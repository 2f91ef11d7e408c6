import { RunStopped, type RunControl } from './run-control.js';

/** When an agent that says nothing is at fault. */
export interface Silence {
  /** Whether it is the agent's turn: false while it waits for its caller, or is paused. */
  readonly isAgentsTurn: () => boolean;
  /** What the run ends with. */
  readonly failure: (seconds: number) => Error;
}

/** What the agent does next, unless it is stopped or silent for too long. Leaves neither timer nor listener behind. */
export async function beforeSilence<Value>(
  next: Promise<Value>,
  { clock, signal, limits: { agentSilenceMs } }: RunControl,
  { isAgentsTurn, failure }: Silence,
): Promise<Value> {
  let timer: unknown;
  let onAbort: (() => void) | undefined;
  const ended = new Promise<never>((_, reject) => {
    onAbort = () => reject(new RunStopped());
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort);
    if (agentSilenceMs === null) return;
    const arm = () => {
      timer = clock.setTimeout(() => {
        if (signal.aborted || !isAgentsTurn()) arm();
        else reject(failure(agentSilenceMs / 1000));
      }, agentSilenceMs);
    };
    arm();
  });
  try {
    return await Promise.race([next, ended]);
  } finally {
    clock.clearTimeout(timer);
    if (onAbort) signal.removeEventListener('abort', onAbort);
    // Whichever lost the race may still fail; nobody listens any more.
    next.catch(() => undefined);
    ended.catch(() => undefined);
  }
}
