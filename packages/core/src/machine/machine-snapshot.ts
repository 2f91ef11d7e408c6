import type { SnapshotFrom } from 'xstate';
import type { LeafState } from '../tables/leaf-state.js';
import { sessionMachine } from './session-machine.js';
import type { SessionState } from '../fold/session-state.js';

/** A snapshot of the session machine. */
export type SessionSnapshot = SnapshotFrom<typeof sessionMachine>;

const VALUES = {
  queued: { pending: 'queued' },
  launching: { pending: 'launching' },
  working: { running: 'working' },
  awaitingTools: { running: 'awaitingTools' },
  paused: 'paused',
  idle: 'idle',
  completed: 'completed',
  timed_out: 'timed_out',
  interrupted: 'interrupted',
  failed: 'failed',
} as const satisfies Record<LeafState, SessionSnapshot['value']>;

/** The snapshot in which the session machine is in this state: to start an actor from, to draw, to ask `can`. */
export function toMachineSnapshot(state: SessionState): SessionSnapshot {
  return sessionMachine.resolveState({ value: VALUES[state.state], context: state });
}

/** The state a snapshot of the session machine holds. */
export function fromMachineSnapshot(snapshot: SessionSnapshot): SessionState {
  return snapshot.context;
}
