import { createSessionMachine, type SessionSnapshot } from './session-machine.js';
import type { SessionState } from '../fold/session-state.js';

/** The snapshot in which the session machine is in this state: to start an actor from, to draw, to ask `can`. */
export function toMachineSnapshot(state: SessionState): SessionSnapshot {
  return createSessionMachine({ reopen: state.reopen }).resolveState({ context: state, value: {} });
}

/** The state a snapshot of the session machine holds. */
export function fromMachineSnapshot(snapshot: SessionSnapshot): SessionState {
  return snapshot.context;
}
