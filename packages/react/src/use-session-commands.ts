import { commandReport } from '@agent-session/core';
import type { ToolError, ToolResult, UserMessage } from '@agent-session/protocol';
import type { LiveSession } from '@agent-session/rxjs';
import { useMemo, useState, useSyncExternalStore } from 'react';
import type { SessionView } from './session-store.js';
import { useSessionStore, type SessionTarget } from './use-session-store.js';

/** The commands that steer a session. */
export type SteeringCommand = 'message' | 'pause' | 'resume' | 'forceAnswer' | 'cancel' | 'toolResults';

/** One command, as a button needs it. */
export interface SessionCommand<Arguments extends readonly unknown[] = []> {
  /** True when it would be accepted now. What it asks for and is so already is not allowed. */
  readonly allowed: boolean;
  /** What it would do; when it is not allowed, why not. A few words. */
  readonly reason: string;
  /** True from `run` until the platform has replied. */
  readonly sending: boolean;
  /** Why the last `run` failed; `null` when it did not, or a new one began. */
  readonly error: unknown;
  /**
   * Sends it. Resolves with true when the platform accepted it, which is before it took effect, and with false when it
   * did not: then `error` says why. Never rejects.
   */
  readonly run: (...args: Arguments) => Promise<boolean>;
}

/** Every steering command, with what it would meet now. */
export interface SessionCommands {
  readonly message: SessionCommand<[message: string | UserMessage]>;
  readonly pause: SessionCommand;
  readonly resume: SessionCommand;
  readonly forceAnswer: SessionCommand;
  readonly cancel: SessionCommand;
  readonly toolResults: SessionCommand<[results: readonly (ToolResult | ToolError)[]]>;
}

interface Sending {
  readonly session: LiveSession | null;
  readonly byName: { readonly [Name in SteeringCommand]?: { readonly sending: boolean; readonly error: unknown } };
}

const DEFAULTS = {};
const IDLE = { sending: false, error: null };

/**
 * What can be asked of the session now, and for what cannot, why: the same table that the platform decides by.
 *
 * @example
 * const { pause } = useSessionCommands(id);
 * return <button disabled={!pause.allowed} title={pause.reason} onClick={() => void pause.run()}>Pause</button>;
 */
export function useSessionCommands(target: SessionTarget): SessionCommands {
  const store = useSessionStore('useSessionCommands', target, DEFAULTS);
  const { session, state } = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot);
  const [sent, setSent] = useState<Sending>({ session, byName: {} });

  return useMemo(() => {
    const report = state && commandReport(state);
    const without = whyNothing({ session, state });
    const byName = sent.session === session ? sent.byName : {};

    function command<Arguments extends readonly unknown[]>(
      name: SteeringCommand,
      send: (to: LiveSession, ...args: Arguments) => Promise<void>,
    ): SessionCommand<Arguments> {
      const { sending, error } = byName[name] ?? IDLE;
      const mark = (to: { readonly sending: boolean; readonly error: unknown }): void =>
        setSent((last) => ({
          session,
          byName: { ...(last.session === session ? last.byName : {}), [name]: to },
        }));
      return {
        allowed: without === null && !sending && report?.[name].outcome === 'accepted',
        reason: without ?? (sending ? 'being sent' : (report?.[name].reason ?? '')),
        sending,
        error,
        async run(...args) {
          try {
            if (!session) throw new Error(`There is no session to send ${name} to yet.`);
            mark({ sending: true, error: null });
            await send(session, ...args);
            mark(IDLE);
            return true;
          } catch (error) {
            mark({ sending: false, error });
            return false;
          }
        },
      };
    }

    return {
      message: command('message', (to, message: string | UserMessage) => to.message(message)),
      pause: command('pause', (to) => to.pause()),
      resume: command('resume', (to) => to.resume()),
      forceAnswer: command('forceAnswer', (to) => to.forceAnswer()),
      cancel: command('cancel', (to) => to.cancel()),
      toolResults: command('toolResults', (to, results: readonly (ToolResult | ToolError)[]) =>
        to.toolResults(results),
      ),
    };
  }, [session, state, sent]);
}

function whyNothing({ session, state }: Pick<SessionView, 'session' | 'state'>): string | null {
  if (!session) return 'there is no session yet';
  if ('player' in session) return 'this is a recording';
  return state ? null : 'nothing is known of the session yet';
}
