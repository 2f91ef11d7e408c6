import { createMemoryStore, createServer, defineAgent, type SessionServer } from '@agent-session/server';

/** What this worker is given. The types of `@cloudflare/workers-types` say the same in more words. */
interface Env {
  readonly SESSIONS: {
    idFromName(name: string): unknown;
    get(id: unknown): { fetch(request: Request): Promise<Response> };
  };
  readonly API_KEY: string;
}

const counter = defineAgent({
  name: 'edge/counter',
  description: 'Counts until it is asked for an answer.',
  async *run(context) {
    for (let count = 1; ; count += 1) {
      yield { kind: 'policy_event', content: `${count}` };
      if (context.answerRequested !== null) {
        yield { kind: 'answer_event', answer: `counted to ${count}` };
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  },
});

/**
 * One object holds all sessions: a request cannot wake another one elsewhere, and a worker that only answered one request
 * would stop the agents with it. It stays as long as somebody follows a session; what it kept in memory goes with it.
 */
export class SessionsObject {
  readonly #server: SessionServer;

  constructor(_state: unknown, env: Env) {
    this.#server = createServer({
      store: createMemoryStore(),
      agents: [counter],
      auth: { keys: [env.API_KEY] },
    });
  }

  fetch(request: Request): Promise<Response> {
    return this.#server.fetch(request);
  }
}

// oxlint-disable-next-line import/no-default-export -- what a worker is known by
export default {
  fetch: (request: Request, env: Env): Promise<Response> =>
    env.SESSIONS.get(env.SESSIONS.idFromName('all')).fetch(request),
};
