import type { AnswerIssue, AnswerReason } from '@agent-session/core/authority';
import type {
  AgentEventData,
  AgentSpec,
  AnswerFormat,
  JsonValue,
  Metrics,
  SessionEvent,
  SessionRequest,
  ToolError,
  ToolRequest,
  ToolResult,
  UserMessage,
} from '@agent-session/protocol';

/** What an agent may yield: one event of its run, or an update of its totals. */
export type AgentOutput = AgentEventData | MetricsUpdate;

/** Totals of the run so far; the server adds the step count itself. */
export interface MetricsUpdate {
  readonly kind: 'metrics';
  readonly metrics: Metrics;
}

/** Why the agent is asked to answer now, with what it has. */
export type AnswerRequestReason = AnswerReason;

/** One reason why the last answer was refused; `pointer` is the place in the answer (JSON Pointer). */
export type RefusedAnswerIssue = AnswerIssue;

/** Everything one turn of an agent has to work with. */
export interface AgentContext {
  readonly sessionId: string;
  /** The request as submitted, with `agent` resolved. */
  readonly request: SessionRequest;
  /** The JSON Schema the answer must conform to; `null`: free text. */
  readonly answerFormat: AnswerFormat | null;
  /** 1 for the first turn; each `woken` or `reopened` begins the next one. */
  readonly turn: number;
  /**
   * Visible events of the session before this turn, oldest first: what a resumed conversation starts from. A turn that
   * goes on after a restart, or is tried again after a refused answer, finds its own events so far here too.
   */
  readonly history: readonly SessionEvent[];
  /** True when this turn had begun before the server was restarted. Only agents that are `resumable` see it. */
  readonly resumed: boolean;
  /** The messages that began this turn, oldest first. */
  readonly messages: readonly UserMessage[];
  /** Messages that arrived while the turn ran and were not taken yet; taking them delivers (and echoes) them. */
  takeMessages(): readonly UserMessage[];
  /** Resolves once there is a message to take, or an answer is asked for. Rejects when the run is over. */
  untilMessage(): Promise<void>;
  /** Aborted when the run is cancelled, times out, or the server stops. */
  readonly signal: AbortSignal;
  /** Steps taken before now in this session, and the limits; `null`: unbounded. */
  readonly limits: {
    readonly stepsTaken: number;
    readonly maxSteps: number | null;
    /** Milliseconds since the epoch at which an answer will be asked for. */
    readonly answerDueAtMs: number | null;
  };
  /** Set once an answer is asked for: answer on the next step with what there is. */
  readonly answerRequested: AnswerRequestReason | null;
  /**
   * Why the last answer of this turn was refused: it does not conform to the answer format. Empty: none was. The agent
   * may yield another answer at once; if it returns instead, `run` is called once more with these issues.
   */
  readonly answerIssues: readonly RefusedAnswerIssue[];
  /** The fetch an agent should use: it carries the address rules of the server and its abort signal. */
  readonly fetch: typeof globalThis.fetch;
  /** Milliseconds since the epoch, from the server's clock. */
  now(): number;
  /** Keeps bytes as a resource of the session; resolves with the path readers can fetch it from. */
  saveResource(bucket: 'screenshots' | 'files', key: string, content: Uint8Array, mediaType: string): Promise<string>;
  /** Calls tools of the caller: the session awaits the results, which come back in the order of the calls. */
  callTools(calls: readonly ToolRequest[]): Promise<readonly (ToolResult | ToolError)[]>;
  /** Runs another session below this one and resolves with its answer; cancelled together with this one. */
  runSubSession(request: SessionRequest): Promise<{ readonly id: string; readonly answer: JsonValue }>;
}

/** What an agent has to prepare itself with, before its session starts. */
export type LaunchContext = Pick<AgentContext, 'sessionId' | 'request' | 'signal' | 'fetch' | 'now'>;

/**
 * An agent as a plain value. `run` is called once per turn and yields what happens, step by step: each `policy_event`
 * is one step. Between two yields the server delivers messages, lets a pause take hold and checks the limits. The
 * last `answer_event` of a turn is its answer; returning without one ends the run `failed` with `no_answer`.
 */
export interface Agent {
  /** The id callers name in `agent`, such as `local/web-reader`. */
  readonly name: string;
  readonly description: string;
  /** Parts of the spec that `request.agent` resolves to, such as its environments and tools. */
  readonly spec?: Partial<AgentSpec>;
  /** True when a turn may be started again from its history after a restart of the server. Default false. */
  readonly resumable?: boolean;
  /**
   * Prepares what the agent needs before it starts, such as a browser. Until it resolves, the session is `pending`: it
   * takes messages, can be cancelled, which aborts the signal, and paused, so that it starts only once it is resumed. When it rejects, the
   * session has `failed` with `environment_error`, or as an `AgentFailure` says. Called whenever a session launches:
   * created, dequeued, reopened, or launching still when the server was stopped. Default: the session starts at once.
   */
  launch?(context: LaunchContext): Promise<void>;
  run(context: AgentContext): AsyncIterable<AgentOutput>;
}

/**
 * Declares an agent; the types of its context and its outputs are checked here.
 *
 * @example
 * const echo = defineAgent({
 *   name: 'local/echo',
 *   description: 'Says what it heard.',
 *   async *run(context) {
 *     yield { kind: 'policy_event', content: 'Repeating the message.' };
 *     yield { kind: 'answer_event', answer: context.messages.at(-1)?.message ?? '' };
 *   },
 * });
 */
export function defineAgent(agent: Agent): Agent {
  return agent;
}
