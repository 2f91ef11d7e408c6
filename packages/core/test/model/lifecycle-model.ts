import type { Model } from '@agent-session/testing/explore';
import type { Configuration } from './configurations.js';
import { compareWithMachine } from './machine-view.js';
import { checkPlace, checkState, checkStep } from './model-checks.js';
import { modelKey, placeKey } from './model-key.js';
import { initialModelState, type ModelState } from './model-state.js';
import { modelSteps } from './model-steps.js';

/** The lifecycle as it ships, driven by everything that a configuration lets happen. */
export function lifecycleModel(configuration: Configuration): Model<ModelState> {
  const steps = modelSteps(configuration);
  const places = new Set<string>();
  return {
    initial: initialModelState(configuration),
    key: modelKey,
    steps: () => steps,
    check: (state, found) => {
      checkState(state, found);
      const place = placeKey(state);
      if (places.has(place)) return;
      places.add(place);
      compareWithMachine(state.session, found);
      checkPlace(state, found);
    },
    checkStep,
    goals: { 'a state without intents': ({ session }) => session.intents.length === 0 },
  };
}
