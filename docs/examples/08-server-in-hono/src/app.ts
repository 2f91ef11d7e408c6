import { createServer, defineAgent, type SessionStore } from '@agent-session/server';
import { Hono } from 'hono';
import { getSignedCookie, setSignedCookie } from 'hono/cookie';
import { parseSigned } from 'hono/utils/cookie';
import { HTTPException } from 'hono/http-exception';

const COOKIE = 'user';

/** Says what it heard, and keeps it as a file of the session. */
const echo = defineAgent({
  name: 'team/echo',
  description: 'Says what it heard.',
  async *run(context) {
    const heard = context.messages.at(-1)?.message ?? '';
    yield { kind: 'policy_event', content: 'Repeating the message.' };
    await context.saveResource('files', 'heard.txt', new TextEncoder().encode(heard), 'text/plain');
    yield { kind: 'answer_event', answer: heard };
  },
});

/** An application with users of its own; each sees their own sessions, under `/agents`. */
export function createApp({ store, secret }: { readonly store: SessionStore; readonly secret: string }) {
  const agents = createServer({
    store,
    agents: [echo],
    basePath: '/agents',
    // The server asks the application who somebody is. `null`: nobody, which is a 401.
    auth: { authenticate: (request) => userOf(request, secret) },
  });

  const app = new Hono();
  app.post('/login', async (c) => {
    const { user } = await c.req.json<{ user?: unknown }>();
    if (typeof user !== 'string' || user === '') throw new HTTPException(400, { message: 'Who are you?' });
    await setSignedCookie(c, COOKIE, user, secret, { httpOnly: true, sameSite: 'Strict', path: '/' });
    return c.body(null, 204);
  });
  app.get('/me', async (c) => c.json({ user: await getSignedCookie(c, secret, COOKIE) }));
  // The request as it came: with its signal, so that a long-poll is given up when its caller goes away.
  app.all('/agents/*', (c) => agents.fetch(c.req.raw));

  return { app, close: () => agents.close() };
}

async function userOf(request: Request, secret: string): Promise<string | null> {
  const { [COOKIE]: user } = await parseSigned(request.headers.get('cookie') ?? '', secret, COOKIE);
  return typeof user === 'string' ? user : null;
}
