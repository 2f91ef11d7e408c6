import { fileURLToPath } from 'node:url';
import { createConsoleHandler, type ConsoleHandler } from '@agent-session/console/node';

/** The web page that the program carries beside it; `null` in a build without. */
export function consolePage(): ConsoleHandler | null {
  return createConsoleHandler(fileURLToPath(new URL('console', import.meta.url)));
}
