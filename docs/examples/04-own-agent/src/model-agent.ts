import type { JsonObject, JsonValue, ModelCost, ToolError, ToolResult } from '@agent-session/protocol';
import { defineAgent, type Agent, type AgentContext } from '@agent-session/server';
import {
  generateText,
  jsonSchema,
  NoObjectGeneratedError,
  Output,
  tool,
  type LanguageModel,
  type ModelMessage,
  type ToolSet,
} from 'ai';

/** An agent over any model of the AI SDK: the caller's tools, structured answers, usage in the metrics. */
export function modelAgent({ name, model }: { readonly name: string; readonly model: LanguageModel }): Agent {
  return defineAgent({
    name,
    description: 'Thinks with a language model, acts with the tools of its caller.',
    async *run(context) {
      const messages: ModelMessage[] = [...conversationSoFar(context), ...context.messages.map(fromUser)];
      const usage = { input: 0, output: 0, reasoning: 0 };
      for (;;) {
        messages.push(...context.takeMessages().map(fromUser));
        // Asked to answer now: no tools any more, so that the model can do nothing else.
        const tools = context.answerRequested === null ? callerTools(context) : {};
        const result = await generateText({
          model,
          system: instructionsOf(context),
          messages,
          tools,
          abortSignal: context.signal,
          ...(context.answerFormat && { output: Output.object({ schema: jsonSchema(context.answerFormat) }) }),
        });
        const calls = result.toolCalls.map((call) => ({
          id: call.toolCallId,
          tool_name: call.toolName,
          args: call.input as JsonObject,
        }));
        yield {
          kind: 'policy_event',
          content: result.text,
          reasoning_content: result.reasoningText ?? null,
          tool_reqs: calls,
        };
        usage.input += result.usage.inputTokens ?? 0;
        usage.output += result.usage.outputTokens ?? 0;
        usage.reasoning += result.usage.outputTokenDetails.reasoningTokens ?? 0;
        yield { kind: 'metrics', metrics: { cost_per_model: [costOf(model, usage)] } };
        messages.push(...result.response.messages);

        if (calls.length > 0) {
          const results = await context.callTools(calls);
          messages.push({
            role: 'tool',
            content: calls.map((call, index) => ({
              type: 'tool-result',
              toolCallId: call.id,
              toolName: call.tool_name,
              output: { type: 'text', value: resultText(results[index]) },
            })),
          });
          continue;
        }
        yield { kind: 'answer_event', answer: answerOf(context, result) };
        if (context.answerIssues.length === 0) return;
        // Not what the format asks for: tell the model what is wrong where, and let it try again.
        const issues = context.answerIssues.map(({ pointer, message }) => `${pointer || 'the answer'}: ${message}`);
        messages.push({ role: 'user', content: `Your answer was refused. Mend it:\n${issues.join('\n')}` });
      }
    },
  });
}

/** What was said in earlier turns: messages and answers. */
function conversationSoFar(context: AgentContext): ModelMessage[] {
  return context.history.flatMap(({ type, data }): ModelMessage[] => {
    if (type !== 'AgentEvent') return [];
    const event = data as { kind: string; content?: unknown[]; answer?: JsonValue };
    if (event.kind === 'message_event')
      return [{ role: 'user', content: (event.content ?? []).filter(isText).join('\n') }];
    if (event.kind === 'answer_event') return [{ role: 'assistant', content: asText(event.answer ?? null) }];
    return [];
  });
}

/** The caller's tools have no code here: the session waits for the caller to run them. */
function callerTools({ request }: AgentContext): ToolSet {
  const definitions = typeof request.agent === 'string' ? [] : (request.agent.tools ?? []);
  return Object.fromEntries(
    definitions.map(({ name, description, input_schema }) => [
      name,
      tool({ description, inputSchema: jsonSchema(input_schema ?? { type: 'object' }) }),
    ]),
  );
}

function instructionsOf({ request }: AgentContext): string {
  const own = typeof request.agent === 'string' ? null : request.agent.instructions;
  return own ?? 'Do what the user asks. Use the tools you have. Answer briefly.';
}

function answerOf(context: AgentContext, result: { readonly text: string; readonly output: unknown }): JsonValue {
  if (!context.answerFormat) return result.text;
  try {
    return result.output as JsonValue;
  } catch (error) {
    // Not even JSON: the server refuses the text and says why, like any other answer that does not conform.
    if (NoObjectGeneratedError.isInstance(error)) return result.text;
    throw error;
  }
}

function costOf(model: LanguageModel, usage: { input: number; output: number; reasoning: number }): ModelCost {
  return {
    name: typeof model === 'string' ? model : model.modelId,
    input_tokens: usage.input,
    output_tokens: usage.output,
    reasoning_tokens: usage.reasoning,
  };
}

function resultText(result: ToolResult | ToolError | undefined): string {
  if (!result) return 'no result';
  return result.kind === 'error_event' ? `error: ${result.error}` : asText(result.result ?? null);
}

function fromUser({ message }: { readonly message: string }): ModelMessage {
  return { role: 'user', content: message };
}

function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isText(part: unknown): part is string {
  return typeof part === 'string';
}
