import { globalAgent as httpAgent, type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { globalAgent as httpsAgent } from 'node:https';
import type { Readable } from 'node:stream';
import { fetch as crossFetch } from 'cross-fetch';
import type { TransportInit } from '../exchange.js';

/** What cross-fetch takes on Node besides the standard. */
interface NodeInit extends RequestInit {
  readonly agent: object;
}

/** Codes that say the connection was never made, so that nothing can have arrived: of Node, and of its native fetch. */
export const unreachedCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * On Node: cross-fetch, over `node:http` and its keep-alive agents.
 *
 * It does not join the body it hands out to the connection below, and that is mended here. When the connection breaks
 * inside a body of announced length, the body would never end, and whoever reads it would wait for ever; when the body
 * is let go early, the connection would stay open, unread. An agent sees every request, and so its reply.
 */
export const transportFetch: typeof fetch = async (input, init) => {
  const joint = new Joint(/^https:/i.test(input as string) ? httpsAgent : httpAgent);
  // The joint ends request and reply itself, for less than what a signal costs.
  const { method, headers, body, redirect, link } = init as TransportInit;
  if (link?.aborted) throw connectionLost();
  link?.onAbort((reason) => {
    joint.end(reason);
  });
  const nodeInit = { method, headers, body, redirect, agent: joint } as NodeInit;
  const response = await crossFetch(input, nodeInit);
  joint.joinTo(response.body as unknown as Readable);
  return response;
};

/** A request of `node:http`, which keeps its reply here. */
type AnsweredRequest = ClientRequest & { readonly res?: IncomingMessage | null };

/** How `node:http` hands a request to its agent. */
type RequestTaker = Agent & { addRequest(request: AnsweredRequest, options: unknown): void };

/**
 * Stands in for the shared agent for one request, and joins its reply to the body made of it. It holds what `node:http`
 * reads of an agent; to inherit it from the agent instead would make every later request slower.
 */
class Joint {
  readonly keepAlive: boolean;
  readonly protocol: string;
  readonly #agent: RequestTaker;
  #request: AnsweredRequest | undefined;
  #body: Readable | undefined;

  constructor(agent: Agent) {
    this.#agent = agent as RequestTaker;
    this.keepAlive = (agent as Agent & { readonly keepAlive: boolean }).keepAlive;
    this.protocol = agent === httpsAgent ? 'https:' : 'http:';
  }

  addRequest(request: AnsweredRequest, options: unknown): void {
    this.#request = request;
    this.#agent.addRequest(request, options);
  }

  end(reason: unknown): void {
    const error = reason instanceof Error ? reason : connectionLost();
    this.#request?.destroy(error);
    this.#body?.destroy(error);
  }

  joinTo(body: Readable): void {
    this.#body = body;
    const reply = this.#request?.res;
    // A small reply has come as a whole with its head: nothing can break any more.
    if (!reply || reply.complete) return;
    const lost = () => {
      if (!reply.complete) body.destroy(connectionLost());
    };
    if (reply.destroyed) lost();
    else reply.once('close', lost);
    body.once('close', () => {
      if (!reply.complete) reply.destroy();
    });
  }
}

function connectionLost(): Error {
  return Object.assign(new Error('The connection was lost.'), { code: 'ECONNRESET' });
}
