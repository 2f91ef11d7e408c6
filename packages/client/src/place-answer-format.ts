import type { SessionRequest } from '@agent-session/protocol';
import type { ApiVersion } from './client-options.js';
import { InvalidArgumentError } from './errors/local-errors.js';

const overridePath = 'agent.answer_format';

/**
 * Puts `answer_format` where the platform's generation reads it: at the top level in the first one, on the agent (or
 * in `overrides`, when the agent is named by its id) in the newest.
 *
 * @throws InvalidArgumentError when the newest generation would get two of them.
 */
export function placeAnswerFormat(request: SessionRequest, apiVersion: ApiVersion): SessionRequest {
  if (apiVersion === 'seed' || request.answer_format == null) return request;
  const { answer_format: answerFormat, ...rest } = request;
  const { agent, overrides } = rest;
  const onAgent = typeof agent === 'object' && agent.answer_format != null;
  if (onAgent || overrides?.[overridePath] !== undefined) {
    throw new InvalidArgumentError(
      'answer_format',
      `is given twice: in the request and ${onAgent ? 'on its agent' : 'in its overrides'}. Keep one of them.`,
    );
  }
  return typeof agent === 'object'
    ? { ...rest, agent: { ...agent, answer_format: answerFormat } }
    : { ...rest, overrides: { ...overrides, [overridePath]: answerFormat } };
}
