export { FAULT_KINDS, FAULT_KIND_NAMES } from './fault-kinds.js';
export type { FaultKind } from './fault-kinds.js';
export { createFaults } from './faults.js';
export type { Faults, FaultsOptions } from './faults.js';
export { createManualClock } from './manual-clock.js';
export type { ManualClock, ManualClockOptions } from './manual-clock.js';
export { seededRandom } from './seeded-random.js';
