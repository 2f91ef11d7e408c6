import type { ToolError, ToolResult, ToolResultBatch, UserMessage, UserMessageBatch } from '@agent-session/protocol';
import type { MessageInput, ToolResultsInput } from './agent-session-client.js';
import { checkObject } from './checks.js';
import { InvalidArgumentError } from './errors/local-errors.js';

/** The body of a message: a text becomes one user message, a list becomes a batch. */
export function messageBody(input: MessageInput): UserMessage | UserMessageBatch {
  if (typeof input === 'string') return { type: 'user_message', message: input };
  if (isList(input)) return { type: 'batch', messages: notEmpty('message', input).map(userMessage) };
  checkObject('message', input);
  if (input.type !== 'batch') return userMessage(input);
  return { ...input, messages: notEmpty('message.messages', input.messages).map(userMessage) };
}

/** The body of tool results: a list becomes a batch. */
export function toolResultsBody(input: ToolResultsInput): ToolResult | ToolError | ToolResultBatch {
  if (isList(input)) return { type: 'batch', results: notEmpty('results', input) };
  checkObject('results', input);
  if ('results' in input) notEmpty('results.results', input.results);
  return input;
}

/** The platform tells bodies apart by `type`, which plain JavaScript callers leave out. */
function userMessage(message: UserMessage): UserMessage {
  checkObject('message', message);
  if (typeof message.message !== 'string') {
    throw new InvalidArgumentError('message', 'must be a text, or an object whose "message" is one.');
  }
  return { ...message, type: 'user_message' };
}

function notEmpty<Item>(name: string, list: readonly Item[]): readonly Item[] {
  if (!isList(list) || list.length === 0) throw new InvalidArgumentError(name, 'must hold at least one entry.');
  return list;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
