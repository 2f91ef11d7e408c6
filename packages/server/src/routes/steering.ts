import { CommandRefusedError, LEAF_STATES } from '@agent-session/core';
import type { ToolError, ToolResult, UserMessage, UserMessageBatch } from '@agent-session/protocol';
import { requestSchema } from '@agent-session/protocol/schemas';
import { ApiError, invalidRequest } from '../http/api-error.js';
import { emptyResponse } from '../http/json-response.js';
import { readJsonBody } from '../http/read-body.js';
import { createRequestValidator, type RequestValidator } from '../http/request-validator.js';
import { checkMessages, completeMessage } from '../requests/read-messages.js';
import type { ServerContext } from '../server-context.js';
import { checkRoom } from '../sessions/check-room.js';
import { isOver } from '../sessions/is-over.js';
import type { HeldSession } from '../sessions/held-session.js';
import { concurrencyLimit } from '../sessions/launch-session.js';
import { steer, type SteeringCommand } from '../sessions/steer.js';
import { ownSession, requireOwner, sessionIdOf } from './access.js';
import type { RouteHandler, RouteRequest, Routes } from './route.js';

const checkMessage = createRequestValidator(requestSchema('message') ?? {}, 'body');
const checkToolResults = createRequestValidator(requestSchema('toolResults') ?? {}, 'body');

async function readChecked(context: ServerContext, request: Request, check: RequestValidator): Promise<unknown> {
  const { maxRequestBytes: maxBytes, maxRequestDepth: maxDepth } = context.limits;
  const body = await readJsonBody(request, { maxBytes, maxDepth });
  const issues = check(body);
  if (issues.length > 0) throw invalidRequest(issues);
  return body;
}

async function steerSession(context: ServerContext, at: RouteRequest, command: SteeringCommand, success: number) {
  const session = await ownSession(context, at);
  try {
    if (command.name === 'message') reserveToReopen(context, session);
    await context.keeper.change(session.id, (draft) => {
      steer(draft, command, 'user');
      if (command.name === 'message') checkRoom(draft.state.unread, context.limits);
    });
  } catch (error) {
    releaseIfOver(context, session);
    if (!(error instanceof CommandRefusedError)) throw error;
    if (!context.lenient || LENIENT_REFUSALS.has(`${command.name}:${LEAF_STATES[error.state].terminal}`)) {
      throw refusal(error, context.lenient && command.name === 'message' ? 400 : 409);
    }
  }
  return emptyResponse(success);
}

/** A message that opens an ended session again needs a slot for it, which is taken before anything is written. */
function reserveToReopen({ launchpad, slots }: ServerContext, { id, owner, state }: HeldSession): void {
  if (!launchpad.reopen || !isOver(state.lifecycle.state) || slots.holds(owner, id)) return;
  if (slots.admit(owner, { mayQueue: false }) !== 'launch') throw concurrencyLimit(launchpad, owner);
  slots.note(owner, id, 'launching');
}

/** Gives back a slot that was taken to reopen a session, when that came to nothing. */
function releaseIfOver({ keeper, slots, launchpad }: ServerContext, { id, owner }: HeldSession): void {
  const now = keeper.peek(id);
  if (!now || !isOver(now.state.lifecycle.state) || !slots.holds(owner, id)) return;
  slots.forget(owner, id);
  launchpad.slotFreed(owner);
}

/** What the public documents refuse: a message and tool results to an ended session. All else they accept. */
const LENIENT_REFUSALS: ReadonlySet<string> = new Set(['message:true', 'toolResults:true']);

function refusal(error: CommandRefusedError, status: number): ApiError {
  return new ApiError('command_refused', error.message, {
    status,
    fields: {
      command: error.command,
      status: LEAF_STATES[error.state].word,
      event_index: error.eventIndex,
      allowed: error.allowed,
    },
  });
}

const message: RouteHandler = async (context, at) => {
  await requireOwner(context, at.request);
  sessionIdOf(at);
  const body = (await readChecked(context, at.request, checkMessage)) as UserMessage | UserMessageBatch;
  const messages = (body.type === 'batch' ? body.messages : [body]).map(completeMessage);
  checkMessages(messages, ['body']);
  return steerSession(context, at, { name: 'message', messages }, 202);
};

const toolResults: RouteHandler = async (context, at) => {
  await requireOwner(context, at.request);
  sessionIdOf(at);
  const body = await readChecked(context, at.request, checkToolResults);
  const results = isBatch(body) ? body.results : [body as ToolResult | ToolError];
  return steerSession(context, at, { name: 'toolResults', results: results.map(withKind) }, 202);
};

function isBatch(body: unknown): body is { readonly results: readonly (ToolResult | ToolError)[] } {
  return typeof body === 'object' && body !== null && 'results' in body;
}

/** A bare result may leave its `kind` out; what it carries tells. */
function withKind(result: ToolResult | ToolError): ToolResult | ToolError {
  if (result.kind) return result;
  return 'error' in (result as object)
    ? { ...(result as ToolError), kind: 'error_event' }
    : { ...(result as ToolResult), kind: 'tool_result' };
}

const plain =
  (name: 'pause' | 'resume' | 'forceAnswer' | 'cancel', success: number): RouteHandler =>
  (context, at) =>
    steerSession(context, at, { name }, success);

/** Commands that steer a run. */
export const steeringRoutes: Routes = {
  message,
  toolResults,
  pause: plain('pause', 202),
  resume: plain('resume', 202),
  forceAnswer: plain('forceAnswer', 202),
  cancel: plain('cancel', 204),
};
