import type { AgentSessionClient } from '@agent-session/client';
import type { LaunchClient } from '@agent-session/rxjs';

/** The part of a client that the hooks take. What `createClient` returns has it. */
export type SessionClient = LaunchClient & Pick<AgentSessionClient, 'list'>;
