import { COMMAND_NAMES } from '@agent-session/protocol';
import { FACT_NAMES, LEAF_STATES, decide, evolve, type LogEntry, type SessionState } from '../../src/index.js';
import { sessionMachine, toMachineSnapshot, type MachineEvent } from '../../src/machine/index.js';
import type { Found } from '@agent-session/testing/explore';
import { createActor } from 'xstate';

const AT = '2026-01-01T00:00:00.000Z';
const scope = (createActor(sessionMachine) as never as { _actorScope: never })._actorScope;

/** Where the machine and the fold part in a state. The one place that knows how the machine is asked. */
export function compareWithMachine(session: SessionState, found: Found): void {
  const snapshot = toMachineSnapshot(session);
  const { path } = LEAF_STATES[session.state];
  if (!snapshot.matches((path.length === 1 ? path[0] : { [path[0]]: path[1] }) as never)) {
    found('the machine is in another state', `${JSON.stringify(snapshot.value)} for ${session.state}`);
  }
  const entries: LogEntry[] = FACT_NAMES.map((fact) => ({ kind: 'fact', fact, at: AT }));
  for (const entry of entries) compare(entry, { type: (entry as { fact: string }).fact, at: AT } as MachineEvent);
  for (const name of COMMAND_NAMES) {
    const event = { type: name } as MachineEvent;
    const isAccepted = decide(session, { name }).outcome === 'accepted';
    if (snapshot.can(event) !== isAccepted) {
      found('can() of the machine is not decide', `${name} in ${session.state}: ${snapshot.can(event)}`);
    }
  }

  function compare(entry: LogEntry, event: MachineEvent): void {
    const after = attempt(() => evolve(session, entry));
    if (snapshot.can(event) !== (after !== null)) {
      found(
        `can() of the machine is not the fold${session.behind === null ? '' : ', ahead of the events'}`,
        `${event.type} in ${session.state}: ${snapshot.can(event)}`,
      );
      return;
    }
    if (after === null) return;
    const next = sessionMachine.transition(snapshot, event as never, scope);
    const target = toMachineSnapshot(after);
    if (JSON.stringify(next.value) !== JSON.stringify(target.value)) {
      found(
        `the machine goes elsewhere${session.behind === null ? '' : ', ahead of the events'}`,
        `${event.type}: ${JSON.stringify(next.value)}, fold ${after.state}`,
      );
    }
  }
}

function attempt<Value>(make: () => Value): Value | null {
  try {
    return make();
  } catch {
    return null;
  }
}
