import type { JsonValue, ToolError, ToolRequest, ToolResult } from '@agent-session/protocol';
import { failureOf } from './failure.js';
import type { LiveClient } from './live-client.js';
import { messageOf } from './message-of.js';
import { pause } from './pause.js';
import { backoffCeilingMs } from './poll-plan.js';
import type { SessionHub } from './session-hub.js';
import type { SessionTool, SessionTools } from './session-tools.js';

/**
 * Runs the caller's tools for one session. A call is run once: those answered are known from the log, those running or
 * done from here. Its result is sent until the platform has it, which is safe because a settled call takes no second one.
 */
export class ToolRunner {
  readonly #hub: SessionHub;
  readonly #client: LiveClient;
  readonly #tools = new Map<string, SessionTool>();
  /** Calls that were taken up, by key. Those the platform no longer waits for are forgotten. */
  readonly #taken = new Map<string, AbortController>();

  constructor(hub: SessionHub, client: LiveClient) {
    this.#hub = hub;
    this.#client = client;
    const needs = { format: false, endRule: false, endsAtIdle: false };
    hub.listen({ drives: false, needs, notify: () => this.look() });
  }

  add(tools: SessionTools): void {
    for (const [name, tool] of Object.entries(tools)) this.#tools.set(name, tool);
    this.look();
  }

  /** Takes up the calls that wait for a result, and drops those that no longer do. */
  look(): void {
    const hub = this.#hub;
    const open = new Map(hub.state.pendingToolCalls.map((call) => [keyOf(call), call]));
    for (const [key, controller] of this.#taken) {
      if (open.has(key)) continue;
      this.#taken.delete(key);
      controller.abort(new Error('The session no longer waits for this result.'));
    }
    if (!hub.driven) return;
    for (const [key, call] of open) {
      if (this.#taken.has(key) || this.#isAnswered(call)) continue;
      const controller = new AbortController();
      this.#taken.set(key, controller);
      void this.#answer(call, controller.signal);
    }
  }

  /** A result for it was accepted, by this watch or by one before it whose log this one continues. */
  #isAnswered({ id }: ToolRequest): boolean {
    return this.#hub.state.intents.some(
      ({ command, delivery }) =>
        command.name === 'toolResults' &&
        delivery === 'accepted' &&
        typeof id === 'string' &&
        command.callIds?.includes(id) === true,
    );
  }

  /** Never rejects. */
  async #answer(call: ToolRequest, signal: AbortSignal): Promise<void> {
    let result = await this.#run(call, signal);
    const { clock, random, settings } = this.#hub.options;
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      const sentAt = this.#hub.state.nextIndex;
      try {
        await this.#client.toolResults(this.#hub.id, [result], { signal });
        const callIds = typeof call.id === 'string' ? { callIds: [call.id] } : {};
        this.#hub.recordCommand({ name: 'toolResults', ...callIds }, 'accepted', sentAt);
        return;
      } catch (error) {
        const failure = failureOf(error);
        const isRefused = (error as { readonly code?: unknown } | null)?.code === 'refused-by-state';
        if (isRefused || (failure.permanent && result.kind === 'error_event')) return;
        if (failure.permanent) {
          // Without an answer the agent would wait for ever.
          result = toolError(call, `The result of "${call.tool_name}" cannot be sent: ${messageOf(error)}`);
          continue;
        }
        const delayMs = Math.max(failure.retryAfterMs, random() * backoffCeilingMs(attempt, settings));
        await pause(clock, delayMs, signal).done.catch(() => undefined);
      }
    }
  }

  async #run(call: ToolRequest, signal: AbortSignal): Promise<ToolResult | ToolError> {
    const tool = this.#tools.get(call.tool_name);
    if (!tool) {
      const known = [...this.#tools.keys()].join(', ');
      return toolError(call, `There is no tool "${call.tool_name}". There are: ${known === '' ? 'none' : known}.`);
    }
    try {
      const result: JsonValue | undefined = await tool.run(call.args ?? {}, { sessionId: this.#hub.id, call, signal });
      return { kind: 'tool_result', tool_req: call, result: result ?? null };
    } catch (error) {
      return toolError(call, messageOf(error));
    }
  }
}

/** A call by its id; one without by what it asks. */
function keyOf({ id, tool_name: name, args }: ToolRequest): string {
  return id ?? `${name} ${JSON.stringify(args ?? {})}`;
}

function toolError(call: ToolRequest, error: string): ToolError {
  return { kind: 'error_event', error, origin: 'client', tool_req: call };
}
