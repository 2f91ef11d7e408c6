import process from 'node:process';
import { createServer, defineAgent, type SessionServer } from '@agent-session/server';
import { createSqliteStore } from '@agent-session/server/sqlite';

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

/** Next.js loads a module anew for each bundle and after each edit: what there is one of belongs to the process. */
const shared = globalThis as { sessionServer?: SessionServer };

/** The one server of this process. Made with the first request: `next build` loads this module too, and runs no agents. */
export function sessionServer(): SessionServer {
  return (shared.sessionServer ??= start());
}

function start(): SessionServer {
  const server = createServer({
    store: createSqliteStore({ file: process.env['SESSIONS_FILE'] ?? 'sessions.db' }),
    agents: [echo],
    auth: { keys: [process.env['SESSIONS_API_KEY'] ?? 'hk-local'] },
    basePath: '/agents',
  });
  // Those who wait are told to come back, so that Next.js has nothing to wait for.
  process.once('SIGTERM', () => void server.close());
  return server;
}
