export { lifecyclePaths } from './paths/lifecycle-paths.js';
export type { LifecyclePath, LifecyclePathsOptions, LifecycleStep } from './paths/lifecycle-paths.js';
