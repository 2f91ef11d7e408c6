import { isTerminal, type SessionStatus } from '@agent-session/protocol';
import type { Colors } from './text-reporter.js';

const BEFORE_THE_END = ['pending', 'running', 'paused', 'idle'] as const satisfies readonly SessionStatus[];

/** The lifecycle on one line: where the session is, where it has been, how it ended. */
export function lifecycleStrip(status: SessionStatus, seen: ReadonlySet<SessionStatus>, color: Colors): string {
  const end = isTerminal(status) ? status : null;
  const parts = BEFORE_THE_END.map((name) => {
    if (name === status) return color.bold(color.cyan(`● ${name}`));
    return seen.has(name) ? `✓ ${name}` : color.dim(`○ ${name}`);
  });
  const paint = end === 'completed' ? color.green : color.red;
  return [...parts, end === null ? color.dim('○ end') : color.bold(paint(`● ${end}`))].join(color.dim(' ─ '));
}
