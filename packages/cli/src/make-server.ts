import { createServer, type ServerOptions, type SessionServer } from '@agent-session/server';
import { CliError } from './cli-error.js';
import { reasonOf } from './reason-of.js';

/**
 * A server of this program, with the user's agents.
 *
 * @throws CliError (usage) for an agent that no session could be launched with.
 */
export function makeServer(options: ServerOptions): SessionServer {
  try {
    return createServer(options);
  } catch (cause) {
    throw new CliError('usage', reasonOf(cause), { cause });
  }
}
