import { globalAgent as httpAgent, type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { globalAgent as httpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import { fetch as crossFetch } from 'cross-fetch';

/** What cross-fetch takes on Node besides the standard. */
interface NodeInit extends RequestInit {
  readonly agent: (url: URL) => Agent;
}

/**
 * On Node: cross-fetch, over `node:http` and its keep-alive agents.
 *
 * It does not join the body it hands out to the connection below, and that is mended here. When the connection breaks
 * inside a body of announced length, the body would never end, and whoever reads it would wait for ever; when the body
 * is let go early, the connection would stay open, unread. An agent sees every request, and so its reply.
 */
export const transportFetch: typeof fetch = async (input, init) => {
  const joined: { reply?: IncomingMessage; body?: Readable } = {};
  const onReply = (reply: IncomingMessage) => {
    joined.reply = reply;
    reply.once('close', () => {
      if (!reply.complete) joined.body?.destroy(connectionLost());
    });
  };
  const response = await crossFetch(input, { ...init, agent: (url) => watched(url, onReply) } as NodeInit);
  joined.body = response.body as unknown as Readable;
  joined.body.once('close', () => {
    if (joined.reply?.complete === false) joined.reply.destroy();
  });
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
