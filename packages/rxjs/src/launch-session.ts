import { AnswerFormatError, checkAnswerFormat } from '@agent-session/answers';
import { answerFormatOf } from '@agent-session/core';
import type { SessionRequest } from '@agent-session/protocol';
import { checkClient, checkedOptions } from './checked-options.js';
import type { LaunchClient } from './live-client.js';
import type { LiveSession } from './live-session.js';
import { withTools } from './session-tools.js';
import type { LaunchOptions } from './watch-options.js';
import { watchWith } from './watch-session.js';

/**
 * Launches a session and follows it. Resolves when the platform has created it; it is followed once somebody listens.
 * The `answer_format` and the options are checked before anything is sent. Creating is retried by the client, always with the same
 * Idempotency-Key, so that no failure on the way can launch two.
 *
 * @throws AnswerFormatError when the `answer_format` is not one that can be sent: nothing was sent. The client's errors when the platform
 * refuses.
 * @example
 * const session = await launchSession(client, { agent: 'h/web-surfer', messages: 'Top 3 stories on Hacker News?' });
 * const answer = await session.nextAnswer();
 */
export async function launchSession(
  client: LaunchClient,
  request: SessionRequest,
  options: LaunchOptions = {},
): Promise<LiveSession> {
  const { signal, ...watch } = options;
  const format = answerFormatOf(request);
  if (format !== null) {
    const checked = checkAnswerFormat(format);
    if (!checked.ok) throw new AnswerFormatError(checked.issues);
  }
  checkClient(client);
  checkedOptions(watch);
  const asked = withTools(request, options.tools);
  const session = await client.create(asked, signal ? { signal } : {});
  // What was asked for holds, whatever shape the platform echoes it in.
  return watchWith(client, session.id, { ...watch, answerFormat: format }, { session: { ...session, request } });
}
