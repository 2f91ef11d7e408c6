import stringWidth from 'string-width';
import { isTerminal, type SessionStatus } from '@agent-session/protocol';
import { STATUS_PAINT } from './status-paint.js';
import type { Colors } from './colors.js';

const BEFORE_THE_END = ['pending', 'running', 'paused', 'idle'] as const satisfies readonly SessionStatus[];

/**
 * The lifecycle on one line: where the session is, where it has been, how it ended. Where there is no room for all names,
 * only the one that matters. Pure.
 */
export function lifecycleStrip(
  status: SessionStatus,
  seen: ReadonlySet<SessionStatus>,
  color: Colors,
  columns: number,
): string {
  const now = color.bold(STATUS_PAINT[status](color)(`● ${status}`));
  const draw = (named: boolean): string => {
    const parts = BEFORE_THE_END.map((name) => {
      if (name === status) return now;
      const label = named ? ` ${name}` : '';
      return seen.has(name) ? `✓${label}` : color.dim(`○${label}`);
    });
    return [...parts, isTerminal(status) ? now : color.dim(named ? '○ end' : '○')].join(color.dim(' ─ '));
  };
  const whole = draw(true);
  return stringWidth(whole) <= columns ? whole : draw(false);
}
