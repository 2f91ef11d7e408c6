import { createClient } from '@agent-session/client';
import { indexedDbLogSink, watchSession } from '../../src/index.js';

/** Follows the session of its address and keeps what it sees where the test can read it. */
const id = new URLSearchParams(location.search).get('session') ?? '';
const seen = { events: [] as number[], links: [] as string[], ended: '' };
Object.assign(globalThis, { seen });
const client = createClient({ apiKey: 'hk-page', baseUrl: location.origin });
const live = watchSession(client, id, { logSink: indexedDbLogSink(), poll: { backoffBaseMs: 50, backoffCapMs: 200 } });
live.link$.subscribe(({ status }) => seen.links.push(status));
live.events$.subscribe({
  next: ({ index }) => seen.events.push(index),
  complete: () => {
    void live.saved().then(() => (seen.ended = live.snapshot().status));
  },
  error: (error: unknown) => (seen.ended = String(error)),
});
