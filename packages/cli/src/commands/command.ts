import type { CallOptions, AgentSessionClient } from '@agent-session/client';
import { alreadySo } from '../already-so.js';
import { callPlatform } from '../call-platform.js';
import { CliError } from '../cli-error.js';
import { EXIT_CODES } from '../exit-codes.js';
import { outputMode, type OutputOptions } from '../output-mode.js';
import { printRecord } from '../print-record.js';
import { readStdin } from '../read-stdin.js';
import type { ConnectionOptions } from '../settings.js';
import type { Terminal } from '../terminal.js';

/** Commands that say all with their name. */
export type PlainCommandName = 'pause' | 'resume' | 'forceAnswer' | 'cancel' | 'unshare';

const ACCEPTED: Readonly<Record<PlainCommandName | 'message' | 'feedback', string>> = {
  pause: 'Pause accepted: the run pauses after its current step.',
  resume: 'Resume accepted.',
  forceAnswer: 'Accepted: the agent is asked to answer with what it has.',
  cancel: 'Cancelled.',
  unshare: 'The session is not shared any more.',
  message: 'Message accepted.',
  feedback: 'Thank you: feedback accepted.',
};

/** The options of every command that sends something to a session. */
export interface SessionCommandOptions extends ConnectionOptions, OutputOptions {
  readonly id: string;
}

/**
 * Sends a command. It is done when the platform accepted it, which is before its effect.
 *
 * @throws CliError (refused) that says why the platform did not.
 */
export function plainCommand(
  options: SessionCommandOptions & { readonly name: PlainCommandName },
  terminal: Terminal,
): Promise<number> {
  return send(options, terminal, options.name, (client, call) => client[options.name](options.id, call));
}

/** Says something to the agent; `-` as text takes it from stdin. */
export async function message(
  options: SessionCommandOptions & { readonly text: string },
  terminal: Terminal,
): Promise<number> {
  if (options.text === '-' && options.apiKeyFile === '-') {
    throw new CliError(
      'usage',
      'The message and the API key cannot both come from stdin. Give one of them another way.',
    );
  }
  const text = options.text === '-' ? await readStdin(terminal, 'the message') : options.text;
  if (text.trim() === '') throw new CliError('usage', 'The message is empty. Say something to the agent.');
  return send(options, terminal, 'message', (client, call) => client.message(options.id, text, call));
}

/** The options of `agent-session feedback`, as they stand on the command line. */
export interface FeedbackOptions extends SessionCommandOptions {
  readonly verdict: 'good' | 'bad';
  readonly comment?: string;
  readonly event?: number;
}

/** Says whether a session, or one event of it, went well. */
export function feedback(options: FeedbackOptions, terminal: Terminal): Promise<number> {
  const body = {
    success: options.verdict === 'good',
    ...(options.comment === undefined ? {} : { message: options.comment }),
  };
  return send(options, terminal, 'feedback', (client, call) =>
    options.event === undefined
      ? client.feedback(options.id, body, call)
      : client.eventFeedback(options.id, options.event, body, call),
  );
}

/** Makes a session readable by everybody who has the link, and prints the link. */
export function share(options: SessionCommandOptions, terminal: Terminal): Promise<number> {
  return callPlatform(options, terminal, async ({ client, call }) => {
    const { url } = await client.share(options.id, call);
    printRecord(options, terminal, { type: 'shared', session_id: options.id, url }, () => [url]);
    return EXIT_CODES.ok;
  });
}

function send(
  options: SessionCommandOptions,
  terminal: Terminal,
  command: PlainCommandName | 'message' | 'feedback',
  call: (client: AgentSessionClient, call: CallOptions) => Promise<void>,
): Promise<number> {
  return callPlatform(options, terminal, async (platform) => {
    const isRead = outputMode(options, terminal) !== 'json';
    const already = isRead ? await alreadySo(command, options.id, platform.client, platform.call) : null;
    await call(platform.client, platform.call);
    const record = { type: 'accepted', command, session_id: options.id };
    printRecord(options, terminal, record, () => [already ?? ACCEPTED[command]]);
    return EXIT_CODES.ok;
  });
}
