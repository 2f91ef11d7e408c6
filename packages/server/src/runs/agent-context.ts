import { isOver } from '../sessions/is-over.js';
import type {
  JsonValue,
  SessionRequest,
  ToolError,
  ToolRequest,
  ToolResult,
  UserMessage,
} from '@agent-session/protocol';
import type { AgentContext } from '../agents/agent.js';
import { answerFormatOf } from '../requests/resolve-request.js';
import type { HeldSession } from '../sessions/held-session.js';
import { boundFetch } from './bound-fetch.js';
import { deliverMessages } from './deliver.js';
import type { RunControl } from './run-control.js';
import { takeOutput } from './take-output.js';

/** The context of one run of an agent, and whether the agent waits for something the server does. */
export async function createAgentContext(
  run: RunControl,
  session: HeldSession,
  resumed: boolean,
): Promise<{ readonly context: AgentContext; readonly waitsForServer: () => boolean }> {
  const { services, clock, signal, stateNow, until, change } = run;
  const begun = session.state;
  const refused = begun.answerIssues.length > 0;
  const history = await services.readHistory(
    session.id,
    resumed || refused ? begun.lifecycle.nextIndex : begun.runBeganAtEvent,
  );
  let waiting = 0;
  /** Messages the agent has whose delivery is not written yet. */
  const taken = new Set<UserMessage>();

  const whileWaiting = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    waiting += 1;
    try {
      return await work();
    } finally {
      waiting -= 1;
    }
  };

  const context: AgentContext = {
    sessionId: session.id,
    request: session.request,
    answerFormat: answerFormatOf(session.request),
    turn: begun.lifecycle.turn,
    history,
    resumed,
    messages: begun.runMessages,
    takeMessages() {
      const messages = stateNow().unread.filter((message) => !taken.has(message));
      if (messages.length === 0) return [];
      for (const message of messages) taken.add(message);
      // Changes of a session keep their order, so the echo is in the log before anything the agent does with it.
      void change((draft) => {
        if (!isOver(draft.state.lifecycle.state)) deliverMessages(draft, messages.length, false);
      })
        .catch(() => undefined)
        .finally(() => {
          for (const message of messages) taken.delete(message);
        });
      return messages;
    },
    untilMessage: () =>
      whileWaiting(() =>
        until(({ unread, answerRequest }) => answerRequest !== null || unread.some((message) => !taken.has(message))),
      ),
    signal,
    limits: {
      get stepsTaken() {
        return (run.keeper.peek(session.id)?.state ?? begun).steps;
      },
      maxSteps: begun.lifecycle.limits.maxSteps,
      get answerDueAtMs() {
        const { maxTimeAt } = (run.keeper.peek(session.id)?.state ?? begun).lifecycle.deadlines;
        return maxTimeAt === null ? null : Date.parse(maxTimeAt);
      },
    },
    get answerRequested() {
      return (run.keeper.peek(session.id)?.state ?? begun).answerRequest?.reason ?? null;
    },
    get answerIssues() {
      return (run.keeper.peek(session.id)?.state ?? begun).answerIssues;
    },
    fetch: boundFetch(run),
    now: () => clock.now(),
    async saveResource(bucket, key, content, mediaType) {
      stateNow();
      return services.saveResource(session, { bucket, key, content, mediaType });
    },
    callTools: (calls) => whileWaiting(() => callTools(run, calls)),
    runSubSession: (request) => whileWaiting(() => runSubSession(run, session, request)),
  };
  return { context, waitsForServer: () => waiting > 0 };

  async function callTools(control: RunControl, calls: readonly ToolRequest[]): Promise<(ToolResult | ToolError)[]> {
    const named = calls.map((call) => ({ ...call, id: call.id ?? services.randomId() }));
    if (new Set(named.map(({ id }) => id)).size < named.length) throw new TypeError('Two tool calls have the same id.');
    const tooLate = await control.change((draft) => {
      if (isOver(draft.state.lifecycle.state)) return true;
      if (draft.state.answerRequest !== null) return true;
      const fresh = named.filter(({ id }) => !Object.hasOwn(draft.state.toolResults, id));
      if (fresh.length > 0) takeOutput(draft, { kind: 'toolCalls', calls: fresh });
      return false;
    });
    const error = 'An answer was asked for: tools are not called any more.';
    if (tooLate) return named.map((call) => ({ kind: 'error_event', error, origin: 'server', tool_req: call }));
    await until(
      ({ toolResults, lifecycle }) =>
        lifecycle.state !== 'paused' && named.every(({ id }) => Object.hasOwn(toolResults, id)),
    );
    const { toolResults } = stateNow();
    return named.map(({ id }) => toolResults[id] as ToolResult | ToolError);
  }
}

/** A session below this one did not bring an answer. */
export class SubSessionError extends Error {
  override readonly name = 'SubSessionError';
  readonly sessionId: string;

  constructor(sessionId: string, message: string) {
    super(message);
    this.sessionId = sessionId;
  }
}

async function runSubSession(
  { services, change, signal, until }: RunControl,
  parent: HeldSession,
  request: SessionRequest,
): Promise<{ readonly id: string; readonly answer: JsonValue }> {
  const { id, ended } = await services.launchSubSession(parent, request);
  await change((draft) => draft.note({ kind: 'subSession', id }));
  const child = await ended(signal);
  await until(({ lifecycle }) => lifecycle.state !== 'paused');
  const { state, answer, error } = child.state.lifecycle;
  const answered = state === 'completed' || state === 'idle';
  if (!answered || answer === null) {
    throw new SubSessionError(id, `The sub-session ${id} ended ${state}${error === null ? '' : `: ${error}`}`);
  }
  return { id, answer: answer.value };
}
