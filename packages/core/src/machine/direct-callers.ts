import type { AnyActorRef, AnyActorScope } from 'xstate';
import { isMachineEvent, isRefusal, outcomeOf, type Refusal } from './machine-event.js';
import type { SessionState } from '../fold/session-state.js';

/** What a session actor emits when it was sent what cannot happen. It stays as it was. */
export interface RefusedEvent {
  readonly type: 'refused';
  readonly error: Refusal;
}

interface SessionActor {
  readonly emit: (event: RefusedEvent) => void;
  /** Events wait before the next one: what becomes of that cannot be told yet. */
  busy: boolean;
}

const sessionActors = new WeakMap<AnyActorRef, SessionActor>();
const systems = new WeakSet<AnyActorScope['system']>();

/** Notes that an actor works on an event, until its system tells the snapshot. */
export function noteWork(actor: AnyActorRef): void {
  const session = sessionActors.get(actor);
  if (session !== undefined) session.busy = true;
}

/**
 * Lets `send` of a session actor throw what it refuses. A machine sees its events when nobody can be told any more: XState
 * calls it after the event was taken. But a system tells who inspects it of an event before the actor gets it, still
 * within `send`, with nobody as its source when somebody called `send` directly.
 */
export function throwToDirectCallers({ self, system, emit }: AnyActorScope): void {
  sessionActors.set(self, { emit, busy: true });
  if (systems.has(system)) return;
  systems.add(system);
  system.inspect((told) => {
    const actor = sessionActors.get(told.actorRef as AnyActorRef);
    if (actor === undefined) return;
    if (told.type === '@xstate.snapshot') actor.busy = false;
    if (told.type !== '@xstate.event' || told.sourceRef !== undefined || actor.busy) return;
    if (!isMachineEvent(told.event)) return;
    const { context } = told.actorRef.getSnapshot() as { readonly context: SessionState };
    const outcome = outcomeOf(context, told.event);
    if (!isRefusal(outcome)) return;
    actor.emit({ type: 'refused', error: outcome });
    throw outcome;
  });
}
