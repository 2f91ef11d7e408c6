import { defineAgent, type Agent, type AgentContext, type AgentOutput } from '../../src/index.js';

/** Repeats the last message in one step. */
export const echo = defineAgent({
  name: 'test/echo',
  description: 'Says what it heard.',
  async *run({ messages }) {
    yield { kind: 'policy_event', content: 'Repeating.' };
    yield { kind: 'answer_event', answer: messages.at(-1)?.message ?? 'nothing', outcome: 'success' };
  },
});

/** An agent that a test leads by the hand: each yield is what the test hands over, when it does. */
export interface LedAgent {
  readonly agent: Agent;
  /** The contexts of its runs so far. */
  readonly contexts: AgentContext[];
  readonly context: AgentContext;
  /** Yields this from the current run, or ends it (`return`), or throws. */
  give(...outputs: (AgentOutput | 'return' | Error)[]): void;
}

export function ledAgent(name = 'test/led', extra: Partial<Agent> = {}): LedAgent {
  const queue: (AgentOutput | 'return' | Error)[] = [];
  let wake = () => {};
  const contexts: AgentContext[] = [];
  return {
    contexts,
    get context() {
      return contexts.at(-1)!;
    },
    give(...outputs) {
      queue.push(...outputs);
      wake();
    },
    agent: {
      name,
      description: 'Does what the test says.',
      async *run(context) {
        contexts.push(context);
        for (;;) {
          while (queue.length === 0) await new Promise<void>((resolve) => (wake = resolve));
          const next = queue.shift()!;
          if (next === 'return') return;
          if (next instanceof Error) throw next;
          yield next;
        }
      },
      ...extra,
    },
  };
}

export const step = (content = 'a step'): AgentOutput => ({ kind: 'policy_event', content });
export const answer = (value: unknown): AgentOutput => ({ kind: 'answer_event', answer: value as never });
