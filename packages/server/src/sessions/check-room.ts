import type { UserMessage } from '@agent-session/protocol';
import { ApiError } from '../http/api-error.js';

/** How much may wait for the agent of one session. */
export interface UndeliveredLimits {
  readonly maxUndeliveredMessages: number;
  /** In characters. */
  readonly maxUndeliveredLength: number;
}

/** Tells how soon it is worth trying again: an agent takes its messages between two steps. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Refuses what an agent that does not read would pile up without end.
 *
 * @param unread - what waits for the agent, the new messages included.
 * @throws ApiError 429.
 */
export function checkRoom(unread: readonly UserMessage[], limits: UndeliveredLimits): void {
  const { maxUndeliveredMessages, maxUndeliveredLength } = limits;
  if (unread.length > maxUndeliveredMessages) {
    throw tooMany(`at most ${maxUndeliveredMessages} messages may wait for it`);
  }
  if (unread.reduce((sum, message) => sum + lengthOf(message), 0) > maxUndeliveredLength) {
    throw tooMany(`the messages that wait for it may have at most ${maxUndeliveredLength} characters together`);
  }
}

function tooMany(why: string): ApiError {
  const message = `The agent has not read what was sent before: ${why}. Nothing was sent; try again once it has.`;
  return new ApiError('too_many_messages', message, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}

function lengthOf({ message, images, files }: UserMessage): number {
  let length = message.length;
  for (const image of images ?? []) length += image.length;
  for (const { source } of files ?? []) length += source.length;
  return length;
}
