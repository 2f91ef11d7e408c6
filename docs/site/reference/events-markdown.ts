import { FACTS, FACT_NAMES, WIRE_FACTS } from '@agent-session/core';
import { AGENT_EVENT_KINDS, SESSION_EVENT_TYPES } from '@agent-session/protocol';
import type { AgentEventKind, SessionEventType } from '@agent-session/protocol';
import { bodySchemas } from '@agent-session/protocol/schemas';
import { markdownDocument, markdownTable } from './markdown-table.js';

const typeMeanings: Readonly<Record<SessionEventType, string>> = {
  RequestStartEvent: 'The session was created.',
  RequestStartDispatchedEvent: 'A queued session got its slot.',
  AgentStartedEvent: 'The agent runs.',
  AgentCompletionEvent: 'The run ended, and why.',
  AgentErrorEvent: 'The run broke. The trace is hidden from ordinary callers.',
  AgentRunStatusChangeEvent: 'The run was paused, or goes on.',
  ActiveStateChangeEvent: 'The agent works, waits for the next message, or waits for tools of its caller.',
  LiveViewUrlEvent: 'Where the run can be watched.',
  MetricsUpdateEvent: 'Totals so far: steps, tokens, costs.',
  FileTransferEvent: 'A file went to the agent or came from it.',
  AttachmentEvent: 'A file that belongs to the conversation.',
  RunnerSessionEvent: 'Which session of the runner this is.',
  AgentEvent: 'What the agent did; its `kind` says what.',
};

const kindMeanings: Readonly<Record<AgentEventKind, { readonly says: string; readonly schema: string }>> = {
  policy_event: { says: 'A step: what the agent decided to do. `max_steps` counts these.', schema: 'PolicyEvent' },
  tool_result: { says: 'The result of a tool.', schema: 'ToolResultEvent' },
  answer_event: { says: 'An answer; the latest one counts.', schema: 'AnswerEvent' },
  error_event: { says: 'Something failed that the agent can go on from.', schema: 'ErrorEvent' },
  message_event: { says: 'The echo of a message that reached the agent.', schema: 'MessageEvent' },
  observation_event: { says: 'What the agent perceived.', schema: 'ObservationEvent' },
  flow_event: { says: 'A control that reached the agent.', schema: 'FlowEvent' },
};

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** `docs/reference/events.md`, from the tables and the schemas of the wire. */
export function eventsMarkdown(): string {
  const types = keysOf(SESSION_EVENT_TYPES).map((type) => [
    `\`${type}\``,
    typeMeanings[type],
    type === 'AgentEvent' ? 'see below' : fieldsOf(definition(type).properties?.['data'] ?? {}),
    FACT_NAMES.filter((fact) => WIRE_FACTS[fact].type === type)
      .map((fact) => `\`${fact}\``)
      .join(' '),
  ]);
  const kinds = keysOf(AGENT_EVENT_KINDS).map((kind) => {
    const { says, schema } = kindMeanings[kind];
    return [`\`${kind}\``, says, fieldsOf(definition(schema), ['kind'])];
  });
  return markdownDocument(
    '# Events',
    'Generated from `packages/protocol/src/session-event.ts`, the schemas beside it and the facts table of `core`; edit those, then run `npm run reference` in `docs/site`.',
    'Every event is `{ type, data, timestamp }`. Events carry no id: an event is known by its index, its place in the stream from 0. Types and kinds nobody knows are legal and travel through as they came. In the field lists a `?` marks what may be missing.',
    markdownTable(['type', 'says', 'data', 'facts it can carry'], types),
    '## Kinds of `AgentEvent`',
    markdownTable(['kind', 'says', 'data, beside `kind`'], kinds),
    '## The facts',
    'What an event means for the lifecycle. Where facts share an event, the state the session is in tells which one it is: [the lifecycle](lifecycle.md#facts) has the table that servers write by and readers read by.',
    markdownTable(
      ['fact', 'what happened'],
      FACT_NAMES.map((fact) => [`\`${fact}\``, FACTS[fact]]),
    ),
  );
}

function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): readonly Key[] {
  return Object.keys(table) as Key[];
}

function definition(name: string): Schema {
  const all = bodySchemas.SessionEvent['$defs'] as Readonly<Record<string, Schema>>;
  const found = all[name];
  if (found === undefined) throw new Error(`The contract has no schema named ${name}.`);
  return found;
}

function resolved(schema: Schema): Schema {
  return schema.$ref === undefined ? schema : definition(nameOf(schema.$ref));
}

function nameOf(reference: string): string {
  return reference.replace('#/$defs/', '');
}

function fieldsOf(schema: Schema, without: readonly string[] = []): string {
  const { properties = {}, required = [] } = resolved(schema);
  return Object.entries(properties)
    .filter(([name]) => !without.includes(name))
    .map(([name, field]) => `\`${name}${required.includes(name) ? '' : '?'}\` ${typeOf(field)}`)
    .join(', ');
}

/** In a few words, as one says it. */
function typeOf({ $ref, type, const: only, enum: words, items, anyOf }: Schema): string {
  if ($ref !== undefined) {
    const target = definition(nameOf($ref));
    return target.enum === undefined ? nameOf($ref) : typeOf(target);
  }
  if (only !== undefined) return `\`${only}\``;
  if (words !== undefined) return words.map((word) => `\`${word}\``).join(' or ');
  if (anyOf !== undefined) return anyOf.map(typeOf).join(' or ');
  if (type === 'array') return `list of ${typeOf(items ?? {})}`;
  return (
    { string: 'text', integer: 'number', null: 'null', object: 'object', boolean: 'boolean' }[type ?? ''] ?? 'anything'
  );
}
