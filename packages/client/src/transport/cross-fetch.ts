import { globalAgent as httpAgent, type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { globalAgent as httpsAgent } from 'node:https';
import { fetch as crossFetch } from 'cross-fetch';

/** What cross-fetch takes on Node besides the standard. */
interface NodeInit extends RequestInit {
  readonly agent: (url: URL) => Agent;
}

/**
 * On Node: cross-fetch, over `node:http` and its keep-alive agents.
 *
 * One of its faults is mended here: when a connection breaks inside a body of announced length, cross-fetch never ends
 * that body, and whoever reads it waits for ever. An agent sees every request, and so its reply, and can tell.
 */
export const transportFetch: typeof fetch = async (input, init) => {
  let body: { destroy(error: Error): void } | null = null;
  const onReply = (reply: IncomingMessage) => {
    reply.once('close', () => {
      if (!reply.complete) body?.destroy(connectionLost());
    });
  };
  const response = await crossFetch(input, { ...init, agent: (url) => watched(url, onReply) } as NodeInit);
  body = response.body as unknown as typeof body;
  return response;
};

/** The shared agent, with an eye on the one request that is made through it here. */
function watched(url: URL, onReply: (reply: IncomingMessage) => void): Agent {
  const agent = url.protocol === 'https:' ? httpsAgent : httpAgent;
  return Object.create(agent, {
    addRequest: {
      value(request: ClientRequest, ...rest: unknown[]) {
        request.once('response', onReply);
        (agent as WatchableAgent).addRequest(request, ...rest);
      },
    },
  }) as Agent;
}

/** How `node:http` hands a request to its agent: any object with this method is one. */
type WatchableAgent = Agent & { addRequest(request: ClientRequest, ...rest: unknown[]): void };

function connectionLost(): Error {
  return Object.assign(new Error('The connection was lost inside the reply.'), { code: 'ECONNRESET' });
}
