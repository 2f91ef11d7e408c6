import { checkAnswerFormat } from '@agent-session/answers';
import type { AgentSpec, AnswerFormat, SessionRequest, UserMessage } from '@agent-session/protocol';
import { LIMITS } from '@agent-session/protocol';
import { bodySchemas } from '@agent-session/protocol/schemas';
import type { Agent } from '../agents/agent.js';
import { checkAgent, specOf } from '../agents/agents-by-name.js';
import { ApiError, invalidRequest, type ValidationIssue } from '../http/api-error.js';
import { createRequestValidator } from '../http/request-validator.js';
import { applyOverrides } from './apply-overrides.js';
import { checkMessages, messagesOf } from './read-messages.js';
import { isStorableName } from './storable-text.js';

/** A create request that can be run. */
export interface ResolvedRequest {
  /** As submitted, with `agent` written out and overrides applied. */
  readonly request: SessionRequest & { readonly agent: AgentSpec };
  readonly agent: Agent;
  readonly messages: readonly UserMessage[];
}

const checkRequest = createRequestValidator(bodySchemas.SessionRequest, 'body');

const REQUEST_FIELDS: ReadonlySet<string> = new Set([
  'agent',
  'messages',
  'max_steps',
  'max_time_s',
  'idle_timeout_s',
  'delete_after_min',
  'delete_screenshot_after_min',
  'queue',
  'group_id',
  'parent_session_id',
  'overrides',
  'answer_format',
]);

/** Where the answer format of a request is; the top level of the first generation counts before the agent's. */
export function answerFormatOf(request: SessionRequest): AnswerFormat | null {
  if (request.answer_format) return request.answer_format;
  return typeof request.agent === 'string' ? null : (request.agent.answer_format ?? null);
}

/**
 * Checks a create request and finds what runs it.
 *
 * @throws ApiError 422 for a body the contract does not allow, 404 for an agent id nobody registered, 400 for an agent
 *   written out whose name nobody registered.
 */
export function resolveRequest(body: unknown, agents: ReadonlyMap<string, Agent>): ResolvedRequest {
  const issues = [...checkRequest(body), ...unknownFields(body)];
  if (issues.length > 0) throw invalidRequest(issues);
  const submitted = body as SessionRequest;
  const { group_id: groupId } = submitted;
  if (typeof groupId === 'string' && !isStorableName(groupId)) {
    const msg = 'A group needs a name, without NUL characters and halves of surrogate pairs.';
    throw invalidRequest([{ type: 'value_error', loc: ['body', 'group_id'], msg }]);
  }
  const messages = messagesOf(submitted);
  checkMessages(messages, ['body', 'messages']);

  const agent = findAgent(submitted.agent, agents);
  const written = typeof submitted.agent === 'string' ? {} : submitted.agent;
  const spec: AgentSpec = { ...specOf(agent), ...written, name: agent.name };
  const resolved = applyOverrides({ ...submitted, agent: spec }, submitted.overrides ?? {});
  const agentIssues = checkAgent(resolved.agent).map((issue) => ({
    ...issue,
    loc: ['body', 'agent', ...issue.loc.slice(1)],
  }));
  if (agentIssues.length > 0) throw invalidRequest(agentIssues);
  if (resolved.agent.name !== agent.name) {
    throw invalidRequest([
      { type: 'override_path', loc: ['body', 'overrides', 'agent.name'], msg: 'The name cannot be overridden.' },
    ]);
  }
  checkFormats(resolved);
  return { request: resolved, agent, messages };
}

function unknownFields(body: unknown): ValidationIssue[] {
  if (typeof body !== 'object' || body === null) return [];
  return Object.keys(body)
    .filter((field) => !REQUEST_FIELDS.has(field))
    .slice(0, 10)
    .map((field) => ({ type: 'extra_forbidden', loc: ['body', field], msg: 'Extra inputs are not permitted' }));
}

function findAgent(wanted: string | AgentSpec, agents: ReadonlyMap<string, Agent>): Agent {
  const name = typeof wanted === 'string' ? wanted : wanted.name;
  const agent = agents.get(name);
  if (agent) return agent;
  const known = [...agents.keys()].slice(0, 20).join(', ') || 'none';
  const shown = name.slice(0, LIMITS.maxAgentNameLength);
  if (typeof wanted === 'string') {
    throw new ApiError('not_found', `Agent "${shown}" not found. This server has: ${known}.`);
  }
  throw new ApiError(
    'bad_request',
    `No agent named "${shown}" runs on this server. An agent written out adjusts one that does: ${known}.`,
  );
}

/** An answer format may stand at the top level, on the agent, or come in by an override: whichever holds must be usable. */
function checkFormats(request: SessionRequest & { readonly agent: AgentSpec }): void {
  const places: [AnswerFormat | null | undefined, readonly string[]][] = [
    [request.answer_format, ['body', 'answer_format']],
    [request.agent.answer_format, ['body', 'agent', 'answer_format']],
  ];
  for (const [format, loc] of places) {
    if (!format) continue;
    const result = checkAnswerFormat(format);
    if (result.ok) continue;
    throw invalidRequest(
      result.issues.slice(0, 10).map((issue) => ({
        type: issue.code,
        loc: [...loc, ...issue.pointer.split('/').slice(1)],
        msg: issue.message,
      })),
    );
  }
}
