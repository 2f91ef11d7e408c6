import { COMMAND_NAMES } from '@agent-session/protocol';
import type { Found } from '@agent-session/testing/explore';
import { createActor, type ActorScope } from 'xstate';
import { FACT_NAMES, LEAF_STATES, decide, evolve, type FactEntry, type SessionState } from '../../src/index.js';
import { createSessionMachine, toMachineSnapshot, type MachineEvent } from '../../src/machine/index.js';

const AT = '2026-01-01T00:00:00.000Z';

/** What a machine asks of the actor it works for, without an actor that runs. */
const scope = {
  self: createActor(createSessionMachine()),
  emit: () => {},
} as unknown as ActorScope<never, never>;

/** Where the machine and the fold part in a state. The one place that knows how the machine is asked. */
export function compareWithMachine(session: SessionState, found: Found): void {
  const snapshot = toMachineSnapshot(session);
  const where = `${session.state}${session.behind === null ? '' : ', ahead of the events'}`;
  const [outer, inner] = LEAF_STATES[session.state].path;
  const value = inner === undefined ? outer : { [outer]: inner };
  if (JSON.stringify(snapshot.value) !== JSON.stringify(value)) {
    found('the machine is in another state', `${JSON.stringify(snapshot.value)} for ${where}`);
  }
  const isOver = LEAF_STATES[session.state].terminal && !session.reopen;
  if ((snapshot.status === 'done') !== isOver) found('the machine is done too early or too late', where);
  for (const fact of FACT_NAMES) {
    const entry: FactEntry = { kind: 'fact', fact, at: AT };
    const event: MachineEvent = { type: 'entry', entry };
    const after = isOver ? session : foldedBy(session, entry);
    const next = createSessionMachine({ reopen: session.reopen }).transition(snapshot, event, scope as never);
    if (next.context.state !== after.state) found('the machine goes elsewhere', `${fact} in ${where}`);
    const canFold = !isOver && after !== session;
    if (snapshot.can({ type: fact, at: AT }) !== canFold)
      found('can() of a fact is not the fold', `${fact} in ${where}`);
  }
  for (const name of COMMAND_NAMES) {
    const isAccepted = !isOver && decide(session, { name }).outcome === 'accepted';
    if (snapshot.can({ type: name }) !== isAccepted) found('can() of a command is not decide', `${name} in ${where}`);
  }
}

/** The state after an entry; the same one when it is refused. */
function foldedBy(session: SessionState, entry: FactEntry): SessionState {
  try {
    return evolve(session, entry);
  } catch {
    return session;
  }
}
