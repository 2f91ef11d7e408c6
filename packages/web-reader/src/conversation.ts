import type { SessionEvent, SessionRequest } from '@agent-session/protocol';
import { isSchema } from './filling/schema-node.js';

/** What the last answer of a conversation was taken from. */
export interface LastAnswer {
  /** The page the list begins on. */
  readonly url: string;
  readonly offset: number;
  readonly count: number;
}

/** The tool name an answer is announced under; its arguments are a {@link LastAnswer}. */
export const ANSWER_TOOL = 'answer';

/** Finds, in the events of earlier turns, what was answered last. An answer announced but never given does not count. */
export function lastAnswer(history: readonly SessionEvent[]): LastAnswer | null {
  let given = false;
  for (let index = history.length - 1; index >= 0; index -= 1) {
    const event = history[index];
    const data = event?.type === 'AgentEvent' && isSchema(event.data) ? event.data : {};
    if (data['kind'] === 'answer_event') given = true;
    if (!given) continue;
    const requests: readonly unknown[] =
      data['kind'] === 'policy_event' && Array.isArray(data['tool_reqs'])
        ? data['tool_reqs']
        : data['kind'] === 'tool_result'
          ? [data['tool_req']]
          : [];
    for (const request of requests) {
      if (!isSchema(request) || request['tool_name'] !== ANSWER_TOOL || !isSchema(request['args'])) continue;
      const { url, offset, count } = request['args'] as { url?: unknown; offset?: unknown; count?: unknown };
      if (typeof url === 'string' && typeof offset === 'number' && typeof count === 'number')
        return { url, offset, count };
    }
  }
  return null;
}

const START_URL_OVERRIDE = /^agent\.environments\[(?:kind=["']?web["']?|\d+)\]\.start_url$/;

/** The page a request starts on: an override, else the web environment of its agent. */
export function startUrl(request: SessionRequest): string | null {
  for (const [path, value] of Object.entries(request.overrides ?? {})) {
    if (START_URL_OVERRIDE.test(path) && typeof value === 'string' && value !== '') return value;
  }
  if (typeof request.agent === 'string') return null;
  for (const environment of request.agent.environments) {
    if (typeof environment === 'string' || (environment.kind !== undefined && environment.kind !== 'web')) continue;
    if (typeof environment.start_url === 'string' && environment.start_url !== '') return environment.start_url;
  }
  return null;
}
