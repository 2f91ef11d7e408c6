export { explore } from './explore/explore.js';
export type { Exploration, ExploreOptions, Finding } from './explore/explore.js';
export type { Found, Model, Step } from './explore/model.js';
export { replayTrace } from './explore/replay-trace.js';
export type { ReplayedTrace } from './explore/replay-trace.js';
