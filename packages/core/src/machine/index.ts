export type { RefusedEvent } from './direct-callers.js';
export type { CommandEvent, EntryEvent, FactEvent, MachineEvent, Refusal } from './machine-event.js';
export { fromMachineSnapshot, toMachineSnapshot } from './machine-snapshot.js';
export { createSessionMachine, sessionMachine } from './session-machine.js';
export type { SessionMachine, SessionOutput, SessionSnapshot } from './session-machine.js';
