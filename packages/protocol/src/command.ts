/**
 * What a caller can ask of a session, each with the endpoint that carries it. The commands that steer the lifecycle
 * are decided by the session's state; share, unshare and feedback are accepted in every state.
 */
export const COMMANDS = {
  message: { endpoint: 'message' },
  pause: { endpoint: 'pause' },
  resume: { endpoint: 'resume' },
  forceAnswer: { endpoint: 'forceAnswer' },
  cancel: { endpoint: 'cancel' },
  toolResults: { endpoint: 'toolResults' },
  share: { endpoint: 'share' },
  unshare: { endpoint: 'unshare' },
  feedback: { endpoint: 'feedback' },
} as const;

/** The name of a command, imperative. */
export type CommandName = keyof typeof COMMANDS;

/** All command names. */
export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];
