import type { AgentSessionClient } from '@agent-session/client';

/** The part of a client that following and steering a session takes. Any object that has it will do. */
export type LiveClient = Pick<
  AgentSessionClient,
  | 'readChanges'
  | 'readStatus'
  | 'get'
  | 'status'
  | 'message'
  | 'pause'
  | 'resume'
  | 'forceAnswer'
  | 'cancel'
  | 'toolResults'
>;

/** What launching takes besides. */
export type LaunchClient = LiveClient & Pick<AgentSessionClient, 'create'>;
