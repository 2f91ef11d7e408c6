import { createMemoryStore, createServer, defineAgent } from '@agent-session/server';
import { type Listening, listen } from '@agent-session/server/node';

/** A server in this process that the program under test talks to over a real socket. */
export interface TestPlatform {
  readonly url: string;
  readonly key: string;
  /** Lets the agent `test/gated` go on from where it waits. */
  open(): void;
  /** Takes the server off the network; everything it does goes on. */
  goAway(): Promise<void>;
  /** Puts it back, on the same port. */
  comeBack(): Promise<void>;
  /** Calls the API with the key. */
  call(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export const METRICS = {
  kind: 'metrics',
  metrics: {
    cost_per_model: [{ name: 'm', input_tokens: 12_345, output_tokens: 678, reasoning_tokens: 0, total_cost: 0.0123 }],
    total_cost: 0.0123,
  },
} as const;

/** What a hostile page could make an agent say. */
export const HOSTILE = 'red \u001b[31m title \u001b]0;owned\u0007 csi \u009b2J rtl \u202e end';

export async function testPlatform(): Promise<TestPlatform> {
  const key = 'hk-test-key';
  let waiting: (() => void)[] = [];
  const gate = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push(resolve);
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
  const server = createServer({
    store: createMemoryStore(),
    auth: { keys: [key] },
    agents: [
      defineAgent({
        name: 'test/quick',
        description: 'Two steps and an answer.',
        async *run() {
          yield { kind: 'policy_event', content: 'Looking around.' };
          yield METRICS;
          yield { kind: 'observation_event', text: 'A page with two stories' };
          yield { kind: 'policy_event', content: 'Writing it down.' };
          yield { kind: 'answer_event', answer: { stories: ['one', 'two'] } };
        },
      }),
      defineAgent({
        name: 'test/gated',
        description: 'Waits to be let through before it answers.',
        async *run(context) {
          yield { kind: 'policy_event', content: 'Waiting at the gate.' };
          yield METRICS;
          await gate(context.signal);
          yield { kind: 'policy_event', content: 'Through the gate.' };
          yield { kind: 'answer_event', answer: context.messages.map(({ message }) => message).join(' + ') };
        },
      }),
      defineAgent({
        name: 'test/markdown',
        description: 'Answers in Markdown, with a character in it that only its number tells of.',
        async *run() {
          yield {
            kind: 'answer_event',
            answer: '# Stories\n\n- **First** [see](https://example.com/1)\n- Second &#27;]0;owned&#7;',
          };
        },
      }),
      defineAgent({
        name: 'test/hostile',
        description: 'Says what a hostile page made it say.',
        async *run() {
          yield { kind: 'policy_event', content: HOSTILE };
          yield { kind: 'answer_event', answer: { [HOSTILE]: HOSTILE } };
        },
      }),
    ],
  });
  // Its own close is kept from the listener, so that only the socket goes away.
  const face = { fetch: server.fetch, ready: Promise.resolve(), close: () => Promise.resolve() };
  let listening: Listening | null = await listen(face, { drainMs: 0 });
  const { url } = listening;
  const port = Number(new URL(url).port);
  return {
    url,
    key,
    open() {
      for (const resolve of waiting.splice(0)) resolve();
    },
    async goAway() {
      await listening?.close();
      listening = null;
    },
    async comeBack() {
      listening ??= await listen(face, { drainMs: 0, port });
    },
    call: (path, init = {}) =>
      server.fetch(
        new Request(`${url}/api/v2${path}`, {
          ...init,
          headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        }),
      ),
    async close() {
      waiting = [];
      await listening?.close();
      await server.close();
    },
  };
}
