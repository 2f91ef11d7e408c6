import { explore, type Exploration, type ExploreOptions } from '@agent-session/testing/explore';
import { CONFIGURATIONS, EXCERPT_CONFIGURATIONS } from './configurations.js';
import { lifecycleModel } from './lifecycle-model.js';
import { DECIDED_OTHERWISE, KNOWN_LIMITS } from './known-limits.js';

export { differingCells } from './compare-cells.js';
export { DECIDED_OTHERWISE, KNOWN_LIMITS };

/** What `npm run verify` runs, each by itself, the largest first. */
export const CONFIGURATION_NAMES: readonly string[] = CONFIGURATIONS.map(({ name }) => name);

/** Explores one configuration. */
export function exploreConfiguration(name: string, options: Omit<ExploreOptions, 'maxStates'> = {}): Exploration {
  const configuration = [...CONFIGURATIONS, ...EXCERPT_CONFIGURATIONS].find((each) => each.name === name);
  if (configuration === undefined) throw new TypeError(`There is no configuration "${name}".`);
  return explore(lifecycleModel(configuration), { ...options, maxStates: 500_000 });
}
