import { AGENT_EVENT_KINDS } from '@agent-session/protocol';
import { bodySchemas } from '@agent-session/protocol/schemas';
import type { AgentOutput } from '../agents/agent.js';
import { createRequestValidator } from '../http/request-validator.js';

/** Bounds of what one agent may yield. */
export interface OutputLimits {
  /** Characters of one event as JSON text. */
  readonly maxEventLength: number;
}

/** What an agent yielded is not an event. */
export class AgentOutputError extends Error {
  override readonly name = 'AgentOutputError';
}

/** Kinds that say what reached the agent. Only the server knows, so only the server writes them. */
const SERVER_KINDS: ReadonlySet<string> = new Set(['message_event', 'flow_event']);

const SCHEMAS = {
  policy_event: 'PolicyEvent',
  tool_result: 'ToolResultEvent',
  answer_event: 'AnswerEvent',
  error_event: 'ErrorEvent',
  observation_event: 'ObservationEvent',
  metrics: 'Metrics',
} as const;

const validators = new Map(
  Object.entries(SCHEMAS).map(([kind, name]) => [kind, createRequestValidator(bodySchemas[name], 'body')] as const),
);

/**
 * Takes what an agent yielded for an event of the contract: a plain copy of it, so that nothing the agent keeps a hand on
 * is stored.
 *
 * @throws AgentOutputError when it is not one.
 */
export function checkOutput(yielded: unknown, limits: OutputLimits): AgentOutput {
  if (typeof yielded !== 'object' || yielded === null) throw wrong(`yielded ${describe(yielded)} instead of an event`);
  let text: string | undefined;
  try {
    text = JSON.stringify(yielded);
  } catch (error) {
    throw wrong(`yielded something JSON cannot carry (${error instanceof Error ? error.message : String(error)})`);
  }
  if (text === undefined) throw wrong('yielded something JSON cannot carry');
  if (text.length > limits.maxEventLength) {
    throw wrong(`yielded an event of ${text.length} characters; at most ${limits.maxEventLength} are allowed`);
  }
  const output = JSON.parse(text) as { readonly kind?: unknown; readonly metrics?: unknown; readonly answer?: unknown };
  const kind = typeof output.kind === 'string' ? output.kind : '';
  if (SERVER_KINDS.has(kind)) throw wrong(`yielded a ${kind}, which only the server writes`);
  const validate = validators.get(kind);
  if (!validate) {
    const known = [...Object.keys(AGENT_EVENT_KINDS).filter((name) => !SERVER_KINDS.has(name)), 'metrics'].join(', ');
    throw wrong(`yielded an event of the kind ${JSON.stringify(kind.slice(0, 60))}; known kinds: ${known}`);
  }
  // An answer may be any JSON here; the answer format and the wire's two shapes are seen to where it is accepted.
  const subject = kind === 'metrics' ? output.metrics : kind === 'answer_event' ? { ...output, answer: '' } : output;
  const issues = validate(subject);
  if (issues.length > 0) {
    throw wrong(
      `yielded a ${kind} that is not one: ${issues.map(({ loc, msg }) => `${loc.slice(1).join('.')}: ${msg}`).join('; ')}`,
    );
  }
  if (kind === 'answer_event' && output.answer === undefined) throw wrong('yielded an answer_event without an answer');
  return output as AgentOutput;
}

function wrong(what: string): AgentOutputError {
  return new AgentOutputError(`The agent ${what}.`);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? 'an object' : `${typeof value === 'undefined' ? '' : 'a '}${typeof value}`;
}
