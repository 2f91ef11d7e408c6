import { CliError } from './cli-error.js';
import type { Terminal } from './terminal.js';

/** Where a key for the live platform is looked for, in this order. */
export const API_KEY_VARIABLES = ['H_API_KEY', 'HAI_API_KEY'] as const;

/**
 * The key for a platform that is not embedded.
 *
 * @throws CliError (usage) that says what to set.
 */
export function requireApiKey({ environment }: Pick<Terminal, 'environment'>): string {
  for (const name of API_KEY_VARIABLES) {
    const key = environment[name]?.trim();
    if (key) return key;
  }
  throw new CliError(
    'usage',
    `No API key: set ${API_KEY_VARIABLES.join(' or ')} to a key of the platform. Without --remote everything runs on this machine and needs none.`,
  );
}
