import type { SessionState } from '@agent-session/core/fold';
import { useSessionEvents } from '@agent-session/react';
import type { LiveSession } from '@agent-session/rxjs';
import { useMemo, type ReactNode } from 'react';
import { pathTaken } from '../path-taken.js';
import { AnswerPanel } from './answer-panel.js';
import { LifecycleDiagram } from './lifecycle-diagram.js';
import { MetricsPanel } from './metrics-panel.js';
import type { ReadResource } from './screenshot.js';
import { Timeline } from './timeline.js';

/** What there is to see of a session, live or recorded. */
export function SessionPanels({
  session,
  state,
  marked,
  linkTo,
  read,
  children,
}: {
  readonly session: LiveSession;
  readonly state: SessionState;
  readonly marked: number | null;
  readonly linkTo: ((index: number) => string) | null;
  readonly read: ReadResource | null;
  readonly children?: ReactNode;
}): ReactNode {
  const events = useSessionEvents(session);
  // The path changes only when the state does; a long log is not folded for every event.
  const path = useMemo(() => pathTaken(session.log()), [session, state.state, state.turn, state.enteredAtEventIndex]);
  return (
    <div className="session">
      <div className="side">
        <section className="panel" aria-label="Lifecycle">
          <LifecycleDiagram state={state.state} path={path} />
        </section>
        {children}
        <Intents state={state} />
        {state.error !== null && (
          <p className="problem" role="alert">
            {state.error} {state.errorCode !== null && <code>{state.errorCode}</code>}
          </p>
        )}
        <AnswerPanel of={session} />
        <MetricsPanel state={state} events={events} />
      </div>
      <Timeline events={events} marked={marked} linkTo={linkTo} read={read} />
    </div>
  );
}

function Intents({ state }: { readonly state: SessionState }): ReactNode {
  if (state.intents.length === 0) return null;
  return (
    <section className="panel" aria-label="Pending">
      <h2>Waiting to take effect</h2>
      <ul>
        {state.intents.map(({ command, index, delivery }) => (
          <li key={index}>
            {command.name === 'message' ? `message: ${command.text ?? ''}` : command.name}
            {delivery === 'unknown' && ' (nobody knows whether it arrived)'}
          </li>
        ))}
      </ul>
    </section>
  );
}
