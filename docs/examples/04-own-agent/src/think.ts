import type { JsonObject, JsonValue, ToolRequest } from '@agent-session/protocol';
import type { AgentContext } from '@agent-session/server';
import {
  generateText,
  jsonSchema,
  NoObjectGeneratedError,
  NoOutputGeneratedError,
  Output,
  tool,
  type LanguageModel,
  type LanguageModelUsage,
  type ModelMessage,
  type ToolSet,
} from 'ai';

/** One call of the model, as the agent goes on with it. */
export interface Thought {
  readonly text: string;
  readonly reasoning: string | null;
  /** The caller's tools it wants to be called. */
  readonly calls: readonly (ToolRequest & { readonly id: string })[];
  /** It called what there is not, and was told so: it goes on. */
  readonly wasCorrected: boolean;
  readonly answer: JsonValue;
  readonly usage: LanguageModelUsage | undefined;
  /** What it said, for the next call. */
  readonly messages: readonly ModelMessage[];
}

/** Asks the model once: with the tools of the caller, and for an answer in the format that was asked for. */
export async function think(context: AgentContext, model: LanguageModel, messages: ModelMessage[]): Promise<Thought> {
  try {
    const result = await generateText({
      model,
      system: instructionsOf(context),
      messages,
      // Asked to answer now: no tools any more, so that the model can do nothing else.
      tools: context.answerRequested === null ? callerTools(context) : {},
      abortSignal: context.signal,
      ...(context.answerFormat && { output: Output.object({ schema: jsonSchema(context.answerFormat) }) }),
    });
    const valid = result.toolCalls.filter((call) => call.invalid !== true);
    return {
      text: result.text,
      reasoning: result.reasoningText ?? null,
      calls: valid.map((call) => ({
        id: call.toolCallId,
        tool_name: call.toolName,
        args: call.input as JsonObject,
      })),
      wasCorrected: valid.length < result.toolCalls.length,
      answer: result.toolCalls.length === 0 && context.answerFormat ? outputOf(result) : result.text,
      usage: result.usage,
      messages: result.response.messages,
    };
  } catch (error) {
    // Not even JSON: the server refuses the text and says why, like any other answer that does not conform.
    if (!NoObjectGeneratedError.isInstance(error)) throw error;
    const text = error.text ?? '';
    const said: ModelMessage = { role: 'assistant', content: text };
    return {
      text,
      reasoning: null,
      calls: [],
      wasCorrected: false,
      answer: text,
      usage: error.usage,
      messages: [said],
    };
  }
}

function outputOf(result: { readonly text: string; readonly output: unknown }): JsonValue {
  try {
    return result.output as JsonValue;
  } catch (error) {
    if (NoOutputGeneratedError.isInstance(error)) return result.text;
    throw error;
  }
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
