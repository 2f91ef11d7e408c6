import type { SessionState } from '@agent-session/core';
import { LoaderCircle, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { shown } from '../untrusted.js';

const WORDS: Readonly<Record<string, string>> = {
  forceAnswer: 'force answer',
  toolResults: 'results of tools',
};

/** Commands that were accepted and whose effect is not seen yet. */
export function PendingIntents({ state }: { readonly state: SessionState }): ReactNode {
  if (state.intents.length === 0) return null;
  return (
    <section className="panel intents" aria-label="Pending">
      <h2>Waiting to take effect</h2>
      <ul>
        {state.intents.map(({ command, index, delivery }) => (
          <li key={index}>
            {delivery === 'unknown' ? <TriangleAlert aria-hidden /> : <LoaderCircle className="turns" aria-hidden />}
            <span>
              <b>{WORDS[command.name] ?? command.name}</b>{' '}
              {command.name === 'message' && shown(command.text ?? '', 200)}
              {delivery === 'unknown' && (
                <small> the connection broke while it was sent: nobody knows whether it arrived</small>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
