export { createSessionActor } from './session-actor.js';
export type { SessionActor } from './session-actor.js';
export { fromMachineSnapshot, toMachineSnapshot } from './machine-snapshot.js';
export type { SessionSnapshot } from './machine-snapshot.js';
export { sessionMachine } from './session-machine.js';
export type { CommandEvent, FactEvent, MachineEvent, RecordedEvent } from './machine-event.js';
