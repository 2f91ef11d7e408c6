import { createMemoryStore, createServer, type ServerOptions, type SessionStore } from '../../src/index.js';
import { callerOf, KEY, OTHER_KEY, type TestServer } from './test-server.js';
import type { ManualClock } from '@agent-session/testing';
import { createTestClock } from './test-clock.js';

/** A store that outlives its servers, as a file does. */
export function lastingStore(store: SessionStore = createMemoryStore()): SessionStore {
  return { ...store, close: async () => undefined };
}

/** Starts servers on one store, one after the other. Stopping one writes nothing: it is as good as a crash. */
export function restartable(options: Partial<ServerOptions>, clock: ManualClock = createTestClock()) {
  const store = lastingStore();
  let current: TestServer | undefined;
  return {
    clock,
    store,
    async start(changed: Partial<ServerOptions> = {}): Promise<TestServer> {
      await current?.server.close();
      const server = createServer({
        store,
        agents: [],
        auth: { keys: [KEY, OTHER_KEY] },
        ...options,
        ...changed,
        clock,
      });
      await server.ready;
      current = callerOf(server, clock);
      await clock.settle();
      return current;
    },
  };
}
