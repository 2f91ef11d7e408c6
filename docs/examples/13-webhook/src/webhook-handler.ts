import { isClientError, verifyWebhook } from '@agent-session/client';
import type { AgentSessionClient } from '@agent-session/client';
import type { LogSink } from '@agent-session/rxjs';
import { readOn } from './read-on.js';

export interface WebhookHandlerOptions {
  readonly client: AgentSessionClient;
  /** Where the logs are: the same sink that `watchSession` is given. */
  readonly logSink: LogSink;
  /** The secret of the webhook; both while one is being rotated. */
  readonly secret: string | readonly string[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Takes deliveries of the platform, in any runtime with WebCrypto. A delivery is a hint, not news: it may be lost, late,
 * doubled or out of order. So it is checked, and then the session is read from where its log ends.
 */
export function createWebhookHandler(options: WebhookHandlerOptions): (request: Request) => Promise<Response> {
  const { client, logSink, secret, now } = options;
  /** One reader per session: deliveries that come meanwhile wait for their turn, and then mostly find nothing new. */
  const reading = new Map<string, Promise<void>>();

  const inTurn = (id: string): Promise<void> => {
    const turn = (reading.get(id) ?? Promise.resolve()).catch(() => {}).then(() => readOn(client, id, logSink, now));
    reading.set(id, turn);
    const forget = () => {
      if (reading.get(id) === turn) reading.delete(id);
    };
    turn.then(forget, forget);
    return turn;
  };

  return async (request) => {
    try {
      // The text as it came: what is parsed and written again has another signature.
      const delivery = await verifyWebhook({ body: await request.text(), headers: request.headers, secret, now });
      await inTurn(delivery.data.session_id);
      return new Response(null, { status: 204 });
    } catch (error) {
      if (isClientError(error, 'webhook-rejected')) return new Response(error.message, { status: 400 });
      // The platform does not repeat deliveries: the next one, or a watch, reads what this one could not.
      return new Response('The session could not be read now.', { status: 503 });
    }
  };
}
