import type { JsonValue, ToolError, ToolRequest, ToolResult, UserMessage } from '@agent-session/protocol';
import type { AgentContext } from '@agent-session/server';
import type { ModelMessage, ToolModelMessage, UserContent } from 'ai';

/** What was said in earlier turns: messages and answers. */
export function conversationSoFar(history: AgentContext['history']): ModelMessage[] {
  return history.flatMap(({ type, data }): ModelMessage[] => {
    if (type !== 'AgentEvent') return [];
    const event = data as { kind: string; content?: unknown; answer?: JsonValue };
    if (event.kind === 'message_event') return [{ role: 'user', content: [event.content].flat().flatMap(toPart) }];
    if (event.kind === 'answer_event') return [{ role: 'assistant', content: asText(event.answer ?? null) }];
    return [];
  });
}

/** A message of the caller, with its images and files. */
export function fromUser({ message, images = [], files = [] }: UserMessage): ModelMessage {
  const content: Exclude<UserContent, string> = [{ type: 'text', text: message }];
  for (const image of images) content.push({ type: 'image', image });
  for (const { type, name, source, media_type: mediaType } of files) {
    // An address of the caller's is named, not fetched: it may lead into this network.
    if (type === 'url') content.push({ type: 'text', text: `(The file ${name} is at ${source}.)` });
    else
      content.push({ type: 'file', data: source, filename: name, mediaType: mediaType ?? 'application/octet-stream' });
  }
  return { role: 'user', content };
}

/** What the caller's tools brought, in the order of the calls. */
export function fromTools(
  calls: readonly ToolRequest[],
  results: readonly (ToolResult | ToolError)[],
): ToolModelMessage {
  return {
    role: 'tool',
    content: calls.map(({ id, tool_name: toolName }, index) => {
      const result = results[index];
      return {
        type: 'tool-result',
        toolCallId: id ?? '',
        toolName,
        output:
          result?.kind === 'tool_result'
            ? { type: 'json', value: (result.result ?? null) as never }
            : { type: 'error-text', value: result?.error ?? 'There is no result.' },
      };
    }),
  };
}

function toPart(part: unknown): Exclude<UserContent, string> {
  if (typeof part === 'string') return [{ type: 'text', text: part }];
  const { source } = part as { source?: unknown };
  return typeof source === 'string' ? [{ type: 'image', image: source }] : [];
}

function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
