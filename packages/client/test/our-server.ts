import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { createMemoryStore, createServer, defineAgent } from '@agent-session/server';

/** Answers, saves a screenshot on the way, and calls a tool when it is asked to. */
const clerk = defineAgent({
  name: 'local/clerk',
  description: 'Does what the tests need.',
  async *run(context) {
    const said = context.messages.at(-1)?.message ?? '';
    yield { kind: 'policy_event', content: `Thinking about ${said}` };
    await context.saveResource('screenshots', 'step 1/a+b.png', new Uint8Array([137, 80, 78, 71]), 'image/png');
    if (said === 'wait') await new Promise((resolve) => context.signal.addEventListener('abort', resolve));
    if (said === 'ask') {
      const [result] = await context.callTools([{ tool_name: 'ask', args: {}, id: 'call-1' }]);
      yield { kind: 'answer_event', answer: { tool: result as never } };
      return;
    }
    yield { kind: 'answer_event', answer: context.answerFormat ? { stories: [] } : `You said: ${said}` };
  },
});

/** Our own server of the API, on a real loopback port. */
export async function startOurServer() {
  const server = createServer({
    store: createMemoryStore(),
    agents: [clerk],
    auth: { keys: ['hk-test', 'hk-other'] },
    limits: { maxActiveSessions: 3 },
  });
  const listener = createHttpServer((incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const request = new Request(new URL(url, `http://${headers.host}`), {
      method,
      headers: headers as Record<string, string>,
      ...(method === 'GET' ? {} : { body: Readable.toWeb(incoming) as ReadableStream, duplex: 'half' }),
    });
    void server.fetch(request).then(async (response) => {
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    async close() {
      await server.close();
      listener.closeAllConnections();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}
