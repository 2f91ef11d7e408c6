import { createActor, type Actor } from 'xstate';
import { assertAllowed } from '../deciding/decide.js';
import { evolve } from '../fold/evolve.js';
import { initialState } from '../fold/initial-state.js';
import { commandOfMachineEvent, entryOfMachineEvent, type MachineEvent } from './machine-event.js';
import { toMachineSnapshot } from './machine-snapshot.js';
import { sessionMachine } from './session-machine.js';
import type { SessionState } from '../fold/session-state.js';

/** An actor of the session machine whose `send` refuses. */
export type SessionActor = Actor<typeof sessionMachine>;

/**
 * A started actor of {@link sessionMachine} that refuses what cannot happen *before* it sends, where XState would
 * silently do nothing. In everything else it is an XState actor: subscribe to it, inspect it, use it with `@xstate/react`.
 *
 * A command that is a no-op is let through and changes nothing.
 *
 * @param options.state - Where to begin. Default: `initialState()`.
 * @param options.inspect - Passed on to XState.
 * @throws From `send`: CommandRefusedError for a command the state refuses, IllegalTransitionError for a fact without an
 * edge. The actor goes on as it was.
 * @example
 * const actor = createSessionActor({ state });
 * actor.send({ type: 'pause' }); // CommandRefusedError when the session has ended
 */
export function createSessionActor(
  options: {
    readonly state?: SessionState;
    readonly inspect?: NonNullable<Parameters<typeof createActor<typeof sessionMachine>>[1]>['inspect'];
  } = {},
): SessionActor {
  const { state = initialState(), inspect } = options;
  const actor = createActor(sessionMachine, {
    snapshot: toMachineSnapshot(state),
    ...(inspect === undefined ? {} : { inspect }),
  });
  const send = actor.send.bind(actor);
  actor.send = (event) => {
    refuseImpossible(actor.getSnapshot().context, event);
    send(event);
  };
  return actor.start();
}

function refuseImpossible(state: SessionState, event: MachineEvent): void {
  const command = commandOfMachineEvent(event);
  if (command !== null) assertAllowed(state, command);
  else evolve(state, entryOfMachineEvent(event));
}
