import { CliError } from './cli-error.js';
import type { Terminal } from './terminal.js';

const MAX_CHARACTERS = 1_000_000;

/**
 * Everything piped in.
 *
 * @throws CliError (usage) when nothing can be piped in, or it does not end.
 */
export async function readStdin({ stdin }: Terminal, what: string): Promise<string> {
  if (stdin === undefined || stdin.isTTY) {
    throw new CliError('usage', `Nothing is piped in. Pipe ${what}, such as: printf %s "$VALUE" | agent-session …`);
  }
  stdin.setEncoding('utf8');
  let text = '';
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.length > MAX_CHARACTERS) throw new CliError('usage', `What is piped in is too long for ${what}.`);
  }
  return text;
}
