import { decideOutput, type Output, type OutputDecision } from '@agent-session/core/authority';
import type { Draft } from '../sessions/draft.js';

/** Writes what an agent brought and what follows from it, and notes when it is to be asked for its answer. */
export function takeOutput(draft: Draft, output: Output): OutputDecision['next'] {
  const { lifecycle, steps, answerRequest: asked } = draft.state;
  const decision = decideOutput(lifecycle, output, { at: draft.at, steps, asked });
  draft.take(decision);
  if (decision.asks !== null) draft.note({ kind: 'answerRequested', reason: decision.asks, steps: draft.state.steps });
  return decision.next;
}
