import type { SessionState } from '@agent-session/core';
import { useAnswer, type SessionTarget } from '@agent-session/react';
import type { ReactNode } from 'react';
import { shown } from '../untrusted.js';

/** What a screen reader is told of a session: where it stands, and that there is an answer. Events would be too many. */
export function News({ of, state }: { readonly of: SessionTarget; readonly state: SessionState }): ReactNode {
  const answer = useAnswer(of);
  return (
    <p className="hidden" role="status" aria-label="News">
      The session is {shown(state.wireStatus, 40).replaceAll('_', ' ')}.
      {answer !== null && answer.turn === state.turn && ' There is an answer.'}
    </p>
  );
}
