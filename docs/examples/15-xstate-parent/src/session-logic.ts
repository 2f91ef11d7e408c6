import type { AgentSessionClient } from '@agent-session/client';
import type { SessionState } from '@agent-session/core';
import { watchSession, type WatchOptions } from '@agent-session/rxjs';
import { fromCallback } from 'xstate';

/** What a parent sends to its session. */
export type SessionCommand =
  | { readonly type: 'message'; readonly text: string }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'forceAnswer' }
  | { readonly type: 'cancel' };

/** What a session tells its parent. */
export type SessionNews =
  | { readonly type: 'session.changed'; readonly state: SessionState }
  | { readonly type: 'session.refused'; readonly command: SessionCommand; readonly reason: string }
  | { readonly type: 'session.lost'; readonly reason: string };

/**
 * A session as a child actor. Starting it follows a session that exists, so a parent that is restored may start it
 * again; stopping it stops the following, and never the run: that is the command `cancel`.
 *
 * The client is not part of the input: XState keeps inputs in its snapshots, which are plain data.
 */
export function sessionLogic(client: AgentSessionClient, options?: WatchOptions) {
  return fromCallback<SessionCommand, { readonly id: string }>(({ input, sendBack, receive }) => {
    const live = watchSession(client, input.id, { until: 'terminal', ...options });
    const news = (event: SessionNews) => sendBack(event);
    const following = live.session$.subscribe({
      next: (state) => news({ type: 'session.changed', state }),
      error: (error: unknown) => news({ type: 'session.lost', reason: reasonOf(error) }),
    });
    receive((command) => {
      const sent = command.type === 'message' ? live.message(command.text) : live[command.type]();
      sent.catch((error: unknown) => news({ type: 'session.refused', command, reason: reasonOf(error) }));
    });
    return () => following.unsubscribe();
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
