import type { SessionState } from '@agent-session/core';
import { usageTotals } from './usage-totals.js';

/** A duration for people: `0.4 s`, `12 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, durationMs) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Steps for people. */
export function formatSteps(steps: number): string {
  return steps === 1 ? '1 step' : `${steps} steps`;
}

/** Tokens and cost as far as they are known, each a part of a line. */
export function formatUsage(state: Pick<SessionState, 'metrics' | 'usage'>): string[] {
  const { input_tokens: input, output_tokens: output, cost_usd: cost } = usageTotals(state);
  return [
    ...(input === null || output === null ? [] : [`${count(input)} tokens in`, `${count(output)} out`]),
    ...(cost === null ? [] : [`$${cost < 0.995 ? cost.toPrecision(2) : cost.toFixed(2)}`]),
  ];
}

function count(tokens: number): string {
  if (tokens < 1000) return String(tokens);
  return tokens < 999_500 ? `${(tokens / 1000).toFixed(1)}k` : `${(tokens / 1_000_000).toFixed(1)}M`;
}
