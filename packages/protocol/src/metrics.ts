/** Tokens and cost (USD, `null` when the model is unpriced) of one model. */
export interface ModelCost extends ModelUsage {
  readonly input_cost?: number | null;
  readonly output_cost?: number | null;
  readonly reasoning_cost?: number | null;
  readonly total_cost?: number | null;
}

/** Tokens one model used. */
export interface ModelUsage {
  readonly name: string;
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
}

/** Totals of a run so far. Costs are USD, `null` when any model is unpriced. */
export interface Metrics {
  readonly steps?: number;
  readonly cost_per_model?: readonly ModelCost[];
  readonly input_cost?: number | null;
  readonly output_cost?: number | null;
  readonly reasoning_cost?: number | null;
  readonly total_cost?: number | null;
  readonly [extra: string]: unknown;
}
