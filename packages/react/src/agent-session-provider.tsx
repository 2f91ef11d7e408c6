import type { WatchOptions } from '@agent-session/rxjs';
import { createContext, useContext, useMemo, type ReactNode } from 'react';
import type { SessionClient } from './session-client.js';

/** Options of every session followed below a provider, where the hook does not say otherwise. */
export type ProviderOptions = Pick<
  WatchOptions,
  'poll' | 'clock' | 'random' | 'connectivity' | 'keepEvents' | 'logSink' | 'onLogError'
>;

/** What a provider takes. */
export interface AgentSessionProviderProps {
  /** All hooks below share it, and with it one poll per session. Make it outside of components, or memoize it. */
  readonly client: SessionClient;
  /** Read when a session is first followed. */
  readonly options?: ProviderOptions;
  readonly children?: ReactNode;
}

interface SessionContext {
  readonly client: SessionClient;
  readonly options: ProviderOptions;
}

const Context = createContext<SessionContext | null>(null);
const NO_OPTIONS: ProviderOptions = {};

/**
 * Gives the hooks below it their client.
 *
 * @example
 * <AgentSessionProvider client={createClient({ apiKey })}>
 *   <App />
 * </AgentSessionProvider>
 */
export function AgentSessionProvider({ client, options = NO_OPTIONS, children }: AgentSessionProviderProps): ReactNode {
  const value = useMemo(() => ({ client, options }), [client, options]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

/** @throws Error when there is no provider; `null` where none is needed. */
export function useSessionContext(hook: string, needed: boolean): SessionContext | null {
  const context = useContext(Context);
  if (needed && context === null) {
    throw new Error(
      `${hook} has no client to ask. Put <AgentSessionProvider client={…}> above the component, or pass a live session.`,
    );
  }
  return context;
}
