import type { Terminal } from './terminal.js';

/** How this program is called again, in a command to be typed as it stands: `npx` first where it was started by that. */
export function programName({ environment }: Pick<Terminal, 'environment'>): string {
  return environment['npm_command'] === 'exec' ? 'npx agent-session' : 'agent-session';
}
