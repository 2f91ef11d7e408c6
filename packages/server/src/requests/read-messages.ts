import type { SessionRequest, UserMessage } from '@agent-session/protocol';
import { LIMITS } from '@agent-session/protocol';
import { invalidRequest, type ValidationIssue } from '../http/api-error.js';

/** A message with everything the contract lets a caller leave out filled in. */
export function completeMessage(message: Omit<UserMessage, 'type'> & { readonly type?: string }): UserMessage {
  return { ...message, type: 'user_message', caller_id: message.caller_id ?? 'user' };
}

/** The messages of a create request: a bare string is one message, `null` is none. */
export function messagesOf(request: SessionRequest): readonly UserMessage[] {
  const { messages } = request;
  if (messages === null || messages === undefined) return [];
  if (typeof messages === 'string') return [completeMessage({ message: messages })];
  return (Array.isArray(messages) ? (messages as readonly UserMessage[]) : [messages as UserMessage]).map(
    completeMessage,
  );
}

/**
 * Holds messages to the limits that JSON Schema cannot say.
 *
 * @throws ApiError 422.
 */
export function checkMessages(messages: readonly UserMessage[], loc: readonly (string | number)[]): void {
  const issues: ValidationIssue[] = [];
  for (const [index, { files = [] }] of messages.entries()) {
    const at = [...loc, index, 'files'];
    if (files.length > LIMITS.maxMessageFiles) {
      issues.push({ type: 'too_long', loc: at, msg: `A message may carry at most ${LIMITS.maxMessageFiles} files.` });
    }
    const bytes = files.reduce(
      (sum, file) => sum + (file.type === 'url' ? 0 : Math.floor(file.source.length * 0.75)),
      0,
    );
    if (bytes > LIMITS.maxMessageFileBytes) {
      issues.push({
        type: 'too_long',
        loc: at,
        msg: `The files of a message may have at most ${LIMITS.maxMessageFileBytes} bytes together.`,
      });
    }
  }
  if (issues.length > 0) throw invalidRequest(issues);
}
