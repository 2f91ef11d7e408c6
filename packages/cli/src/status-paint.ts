import type { SessionStatus } from '@agent-session/protocol';
import type { Colors } from './colors.js';

/** The colour of each status. */
export const STATUS_PAINT: Readonly<Record<SessionStatus, (color: Colors) => (text: string) => string>> = {
  pending: (color) => color.blue,
  running: (color) => color.cyan,
  paused: (color) => color.yellow,
  idle: (color) => color.magenta,
  completed: (color) => color.green,
  timed_out: (color) => color.red,
  interrupted: (color) => color.red,
  failed: (color) => color.red,
};
