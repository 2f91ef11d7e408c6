import type { SessionState } from '@agent-session/core';
import { useSessionEvents } from '@agent-session/react';
import type { LiveSession } from '@agent-session/rxjs';
import { useMemo, type ReactNode } from 'react';
import { stateSpans } from '../state-spans.js';
import { AnswerPanel } from './answer-panel.js';
import { LifecycleDiagram } from './lifecycle-diagram.js';
import { MetricsPanel } from './metrics-panel.js';
import { News } from './news.js';
import { PathTaken } from './path-taken.js';
import { PendingIntents } from './pending-intents.js';
import { Problem } from './problem.js';
import type { ReadResource } from './screenshot.js';
import { Timeline } from './timeline.js';

/** What there is to see of a session, live or recorded. */
export function SessionPanels({
  session,
  state,
  live,
  marked,
  linkTo,
  read,
  children,
}: {
  readonly session: LiveSession;
  readonly state: SessionState;
  /** False for a recording, whose time stands still. */
  readonly live: boolean;
  readonly marked: number | null;
  readonly linkTo: ((index: number) => string) | null;
  readonly read: ReadResource | null;
  readonly children?: ReactNode;
}): ReactNode {
  const events = useSessionEvents(session);
  // The path changes only when the state does; a long log is not folded for every event.
  const spans = useMemo(() => stateSpans(session.log()), [session, state.state, state.turn, state.enteredAtEventIndex]);
  return (
    <div className="session">
      {live && <News of={session} state={state} />}
      <div className="first">
        <section className="panel" aria-label="Lifecycle">
          <LifecycleDiagram state={state.state} spans={spans} />
          <PathTaken spans={spans} live={live} />
        </section>
        {state.error !== null && (
          <Problem error={state.errorCode === null ? state.error : `${state.error} (${state.errorCode})`} />
        )}
        {children}
        <PendingIntents state={state} />
      </div>
      <div className="main">
        <AnswerPanel of={session} />
        <Timeline events={events} marked={marked} linkTo={linkTo} read={read} />
      </div>
      <div className="last">
        <MetricsPanel state={state} events={events} spans={spans} live={live} />
      </div>
    </div>
  );
}
