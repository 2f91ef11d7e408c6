import { defineAgent, type Agent } from '@agent-session/server';
import type { LanguageModel, ModelMessage } from 'ai';
import { conversationSoFar, fromTools, fromUser } from './model-messages.js';
import { createUsage } from './model-usage.js';
import { think } from './think.js';

/** An agent over any model of the AI SDK: the caller's tools, structured answers, usage in the metrics. */
export function modelAgent({ name, model }: { readonly name: string; readonly model: LanguageModel }): Agent {
  return defineAgent({
    name,
    description: 'Thinks with a language model, acts with the tools of its caller.',
    async *run(context) {
      const messages: ModelMessage[] = [...conversationSoFar(context.history), ...context.messages.map(fromUser)];
      const usage = createUsage(model, context.history);
      for (;;) {
        messages.push(...context.takeMessages().map(fromUser));
        const thought = await think(context, model, messages);
        yield {
          kind: 'policy_event',
          content: thought.text,
          reasoning_content: thought.reasoning,
          tool_reqs: thought.calls,
        };
        yield { kind: 'metrics', metrics: usage.add(thought.usage) };
        messages.push(...thought.messages);

        if (thought.calls.length > 0) messages.push(fromTools(thought.calls, await context.callTools(thought.calls)));
        if (thought.calls.length > 0 || thought.wasCorrected) continue;
        yield { kind: 'answer_event', answer: thought.answer };
        if (context.answerIssues.length === 0) return;
        // Not what the format asks for: tell the model what is wrong where, and let it try again.
        const issues = context.answerIssues.map(({ pointer, message }) => `${pointer || 'the answer'}: ${message}`);
        messages.push({ role: 'user', content: `Your answer was refused. Mend it:\n${issues.join('\n')}` });
      }
    },
  });
}
