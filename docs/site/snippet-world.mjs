import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import process from 'node:process';
import { createMemoryStore, createServer, defineAgent } from '@agent-session/server';
import { listen } from '@agent-session/server/node';

/**
 * The platform as snippets of the documents find it: whatever host they name, they reach a session server of this
 * process, with the agents and the sessions the documents speak of. Ports they listen on are free ones.
 *
 * @typedef {object} SnippetWorld
 * @property {() => Promise<void>} begin a new server, with every session as the documents say
 */

/** Sessions that documents name: interactive ones, idle after their first answer. */
const sessionIds = ['6f1f8a52-0f0e-4a39-9b5d-3d5f5d1a0001', '8f1d1b6b-f539-4e7b-a509-1f14d5d9247f'];
const agentNames = ['h/web-surfer-holo3-1-35b', 'local/web-reader'];

/** @returns {SnippetWorld} */
export function createSnippetWorld() {
  const keys = ['hk-local'];
  Object.assign(process.env, { H_API_KEY: keys[0], AGENT_SESSION_CONFIG: '/dev/null' });
  const agents = agentNames.map((name) =>
    defineAgent({
      name,
      description: 'Stands in for the agent of that name.',
      async *run(context) {
        const { answerFormat, messages } = context;
        await context.saveResource('screenshots', 'step-1.png', new Uint8Array([137, 80, 78, 71]), 'image/png');
        for (const content of ['Opening the page.', 'Reading it.']) yield { kind: 'policy_event', content };
        const stories = [1, 2, 3].map((rank) => ({ title: `Story ${rank}`, url: `https://example.com/${rank}` }));
        const said = messages.at(-1)?.message ?? '';
        yield { kind: 'answer_event', answer: answerFormat === null ? `Three stories (${said})` : { stories } };
      },
    }),
  );
  agents.push(
    defineAgent({
      name: 'team/asker',
      description: 'Asks its caller for the weather.',
      async *run(context) {
        const call = { tool_name: 'weather', args: { city: 'Paris' }, id: 'weather-1' };
        const [result] = await context.callTools([call]);
        yield {
          kind: 'answer_event',
          answer: result?.kind === 'tool_result' ? JSON.stringify(result.result) : 'unknown',
        };
      },
    }),
  );
  let port = 0;
  /** @type {(() => Promise<void>) | null} */
  let end = null;
  /** @type {((request: Request) => Promise<Response>) | null} */
  let answer = null;

  rerouteRequests(() => port);
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (answer === null) throw new TypeError('fetch failed: no platform');
    return answer(request);
  };

  return {
    async begin() {
      await end?.();
      const ids = [...sessionIds];
      const randomId = () => ids.shift() ?? crypto.randomUUID();
      const created = createServer({ store: createMemoryStore(), agents, auth: { keys }, randomId });
      const listening = await listen(created);
      port = listening.port;
      answer = created.fetch;
      end = () => created.close();
      const headers = { authorization: `Bearer ${keys[0]}` };
      const sessions = 'http://platform.test/api/v2/sessions';
      for (const id of sessionIds) {
        const body = JSON.stringify({ agent: agentNames[0], messages: 'Top 3 stories?', idle_timeout_s: 600 });
        await created.fetch(new Request(sessions, { method: 'POST', headers, body }));
        const isIdle = async () => {
          const reply = await created.fetch(new Request(`${sessions}/${id}/status`, { headers }));
          return /** @type {{ status: string }} */ (await reply.json()).status === 'idle';
        };
        while (!(await isIdle())) await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
  };
}

/**
 * Sends every request of this process to one port of loopback, and gives every listener a free port.
 * @param {() => number} port
 */
function rerouteRequests(port) {
  const request = http.request;
  const reroute = (/** @type {http.RequestOptions} */ options, /** @type {never} */ onResponse) =>
    request(
      {
        ...options,
        protocol: 'http:',
        host: '127.0.0.1',
        hostname: '127.0.0.1',
        port: port(),
        agent: http.globalAgent,
      },
      onResponse,
    );
  Object.assign(http, { request: reroute });
  Object.assign(https, { request: reroute });
  // oxlint-disable-next-line typescript/unbound-method -- called with the server it is called on
  const listenOn = net.Server.prototype.listen;
  net.Server.prototype.listen = function (...args) {
    /** @type {unknown[]} */
    const [first, ...rest] = args;
    return Reflect.apply(
      listenOn,
      this,
      typeof first === 'number' ? [0, ...rest] : [{ ...Object(first), port: 0 }, ...rest],
    );
  };
}
