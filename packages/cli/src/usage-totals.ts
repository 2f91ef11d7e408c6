import type { SessionState } from '@agent-session/core';

/** Tokens and cost so far; `null`: not known, or not priced. */
export interface UsageTotals {
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly cost_usd: number | null;
}

/** Sums what the platform tells of tokens and cost. */
export function usageTotals({ metrics, usage }: Pick<SessionState, 'metrics' | 'usage'>): UsageTotals {
  const models = usage.length > 0 ? usage : (metrics?.cost_per_model ?? []);
  const sum = (read: (model: (typeof models)[number]) => number): number | null =>
    models.length === 0 ? null : models.reduce((total, model) => total + (read(model) || 0), 0);
  const cost = metrics?.total_cost;
  return {
    input_tokens: sum((model) => model.input_tokens),
    output_tokens: sum((model) => model.output_tokens),
    cost_usd: typeof cost === 'number' && Number.isFinite(cost) ? cost : null,
  };
}
