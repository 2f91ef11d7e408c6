export { ModelMismatchError, asModelCommands } from './arbitraries/model-commands.js';
export type { LifecycleModel, ModelCommandsOptions, SessionDriver } from './arbitraries/model-commands.js';
export { legalRuns } from './arbitraries/legal-runs.js';
export type { Run, RunsOptions } from './arbitraries/legal-runs.js';
export { illegalRuns } from './arbitraries/illegal-runs.js';
export type { IllegalRun } from './arbitraries/illegal-runs.js';
export { changesPages, sessionLogs, wireEvents } from './arbitraries/wire.js';
