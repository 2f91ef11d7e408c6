import type { Finding } from './explore.js';
import type { Model } from './model.js';

/** What was seen on one way through a model. */
export interface ReplayedTrace<State> {
  /** The initial state and the one after each step. Shorter than the trace if a step threw. */
  readonly states: readonly State[];
  readonly findings: readonly Pick<Finding, 'kind' | 'detail' | 'trace'>[];
}

/**
 * Goes one way through a model and checks every state and step on it: a counterexample as a test.
 *
 * @throws TypeError when a step of the trace cannot happen where it stands.
 * @example
 * test('a full shop takes nobody in', () => {
 *   expect(replayTrace(shop, ['enter', 'enter']).findings).toEqual([]);
 * });
 */
export function replayTrace<State>(model: Model<State>, trace: readonly string[]): ReplayedTrace<State> {
  const findings: Pick<Finding, 'kind' | 'detail' | 'trace'>[] = [];
  const states = [model.initial];
  let state = model.initial;
  const foundAt =
    (length: number) =>
    (kind: string, detail = ''): void => {
      findings.push({ kind, detail, trace: trace.slice(0, length) });
    };
  model.check?.(state, foundAt(0));
  for (const [position, label] of trace.entries()) {
    const found = foundAt(position + 1);
    const steps = [...model.steps(state)];
    const step = steps.find((each) => each.label === label);
    let after: State | null;
    try {
      after = step?.take(state) ?? null;
    } catch (error) {
      found(`"${label}" throws`, String(error));
      break;
    }
    if (step === undefined || after === null) {
      const way = trace.slice(0, position).join(', ');
      throw new TypeError(`"${label}" cannot happen after [${way}].`);
    }
    model.check?.(after, found);
    model.checkStep?.(state, step, after, found);
    states.push(after);
    state = after;
  }
  return { states, findings };
}
