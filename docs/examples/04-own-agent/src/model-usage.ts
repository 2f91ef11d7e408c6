import type { Metrics, ModelCost } from '@agent-session/protocol';
import type { AgentContext } from '@agent-session/server';
import type { LanguageModel, LanguageModelUsage } from 'ai';

/** Adds up the tokens of a session: metrics are totals, so a turn goes on from what the one before it reported. */
export function createUsage(model: LanguageModel, history: AgentContext['history']) {
  const name = typeof model === 'string' ? model : model.modelId;
  const before = history.findLast(({ type }) => type === 'MetricsUpdateEvent')?.data as
    | { metrics: Metrics }
    | undefined;
  const earlier = before?.metrics.cost_per_model ?? [];
  let total: ModelCost = earlier.find((each) => each.name === name) ?? {
    name,
    input_tokens: 0,
    output_tokens: 0,
    reasoning_tokens: 0,
  };
  return {
    /** The totals with one more call. */
    add(usage: LanguageModelUsage | undefined): Metrics {
      total = {
        ...total,
        input_tokens: total.input_tokens + (usage?.inputTokens ?? 0),
        output_tokens: total.output_tokens + (usage?.outputTokens ?? 0),
        reasoning_tokens: total.reasoning_tokens + (usage?.outputTokenDetails.reasoningTokens ?? 0),
      };
      return { cost_per_model: [...earlier.filter((each) => each.name !== name), total] };
    },
  };
}
