/** Limits of a run, as far as its request told. `null`: unbounded, or not known. */
export interface SessionLimits {
  readonly maxSteps: number | null;
  readonly maxTimeSeconds: number | null;
  /** `null`: one-shot. */
  readonly idleTimeoutSeconds: number | null;
}
