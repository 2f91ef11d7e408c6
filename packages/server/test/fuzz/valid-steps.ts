import fc from 'fast-check';
import type { EndpointName, JsonSchema } from '@agent-session/protocol';
import { bodySchemas } from '@agent-session/protocol/schemas';
import { schemaArbitrary } from '../helpers/schema-arbitrary.js';
import type { FuzzRequest, World } from './world.js';

/** What a careful caller does next: it knows the state of its sessions and sends what they take. */
export interface ValidStep {
  /** Which session, and which of the commands it takes. */
  readonly session: number;
  readonly pick: number;
  readonly message: object;
  readonly feedback: object;
  readonly request: object;
}

const valuesOf = (schema: JsonSchema) =>
  schemaArbitrary(schema, (schema['$defs'] ?? {}) as Record<string, JsonSchema>) as fc.Arbitrary<object>;

/** Texts that the agent of the world does something about. */
const text = fc.constantFrom('t', 'w', 'k', 'hello', '');

export const validStepArbitrary: fc.Arbitrary<ValidStep> = fc.record({
  session: fc.nat(50),
  pick: fc.nat(1000),
  message: fc.tuple(valuesOf(bodySchemas.UserMessageEvent), text).map(([body, message]) => ({ ...body, message })),
  feedback: valuesOf(bodySchemas.Feedback),
  // Whatever the contract allows in a request; what refers to something else refers to what is there.
  request: fc
    .tuple(valuesOf(bodySchemas.SessionRequest), text, fc.option(fc.integer({ min: 5, max: 500 })))
    .map(([body, messages, idle_timeout_s]) => ({
      ...body,
      agent: 'test/obedient',
      messages,
      idle_timeout_s,
      max_steps: null,
      max_time_s: null,
      parent_session_id: null,
      group_id: 'a',
      overrides: {},
      answer_format: null,
      queue: true,
    })),
});

const ALWAYS = ['feedback', 'eventFeedback', 'share', 'unshare'] as const satisfies readonly EndpointName[];

/** The commands that change a session, by the word of its status. */
const TAKES: Readonly<Record<string, readonly EndpointName[]>> = {
  queued: ['message', 'message', 'cancel'],
  pending: ['message', 'pause'],
  running: ['message', 'message', 'pause', 'forceAnswer', 'cancel'],
  awaiting_tool_results: ['toolResults', 'toolResults', 'message', 'pause', 'forceAnswer'],
  paused: ['resume', 'resume', 'message', 'cancel'],
  idle: ['message', 'message', 'message', 'cancel'],
};

/** The request for this step, in the world as it is. */
export async function validRequest(step: ValidStep, world: World): Promise<FuzzRequest> {
  const id = world.ids[step.session % (world.ids.length + 2)];
  if (id === undefined) return { name: 'create', body: step.request };
  const { status } = await world.status(id);
  const takes = [...(TAKES[status] ?? []), ...ALWAYS];
  const name = takes[step.pick % takes.length]!;
  if (name === 'message') return { name, id, body: { ...step.message, type: 'user_message' } };
  if (name === 'feedback' || name === 'eventFeedback') return { name, id, body: step.feedback };
  if (name === 'toolResults') {
    const { data } = (await world.events(id)).findLast(({ type }) => type === 'ActiveStateChangeEvent')!;
    const [call] = (data as { pending_tool_calls: object[] }).pending_tool_calls;
    return { name, id, body: { kind: 'tool_result', tool_req: call, result: step.pick } };
  }
  return { name, id };
}
