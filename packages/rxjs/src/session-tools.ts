import type {
  JsonObject,
  JsonSchema,
  JsonValue,
  SessionRequest,
  ToolDefinition,
  ToolRequest,
} from '@agent-session/protocol';

/** What a tool is told besides its arguments. */
export interface ToolContext {
  readonly sessionId: string;
  /** The call, verbatim. */
  readonly call: ToolRequest;
  /** Aborted when the result is no longer wanted. */
  readonly signal: AbortSignal;
}

/** A tool of the caller that the agent may call. */
export interface SessionTool {
  /** What the agent reads to decide when to call it. */
  readonly description: string;
  readonly inputSchema?: JsonSchema;
  /** Does the work. What it throws, or that its result is not JSON or too long, goes back to the agent as the error of the call. */
  run(args: JsonObject, context: ToolContext): JsonValue | undefined | Promise<JsonValue | undefined>;
}

/** Tools by the name the agent calls them by: 1-64 characters, a letter or `_`, then letters, digits, `_`. */
export type SessionTools = Readonly<Record<string, SessionTool>>;

const OVERRIDE = 'agent.tools';

/** @throws TypeError for a name that the platform does not take, and for a tool that cannot be run. */
export function checkTools(tools: SessionTools): void {
  for (const [name, tool] of Object.entries(tools) as [string, Partial<SessionTool> | null][]) {
    if (!/^[A-Za-z_]\w{0,63}$/.test(name)) {
      throw new TypeError(`"${name}" cannot be the name of a tool: 1-64 letters, digits and _, not a digit first.`);
    }
    if (typeof tool?.run !== 'function') throw new TypeError(`The tool "${name}" has no function \`run\`.`);
  }
}

/**
 * A request that also tells the platform of these tools: on its agent, or in its overrides when the agent is named by id.
 *
 * @throws TypeError when the request names tools itself.
 */
export function withTools(request: SessionRequest, tools: SessionTools | undefined): SessionRequest {
  if (!tools || Object.keys(tools).length === 0) return request;
  const { agent, overrides } = request;
  const onAgent = typeof agent === 'object' ? (agent as { readonly tools?: unknown }).tools : undefined;
  if (onAgent != null || overrides?.[OVERRIDE] !== undefined) {
    throw new TypeError('Tools are given twice: as an option, and in the request. Keep one of them.');
  }
  const definitions = Object.entries(tools).map(([name, { description, inputSchema }]): ToolDefinition => ({
    name,
    description,
    ...(inputSchema === undefined ? {} : { input_schema: inputSchema }),
  }));
  return typeof agent === 'object'
    ? { ...request, agent: { ...agent, tools: definitions } }
    : { ...request, overrides: { ...overrides, [OVERRIDE]: definitions } };
}
