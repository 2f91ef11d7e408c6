import { type Listening, listen } from '@agent-session/server/node';
import { demoSite } from '@agent-session/web-reader';

/** Serves the demo's own news site on a free loopback port, so that the demo needs no network. */
export function serveDemoSite(): Promise<Listening> {
  return listen(
    {
      fetch: (request) => Promise.resolve(demoSite(request)),
      ready: Promise.resolve(),
      close: () => Promise.resolve(),
    },
    { drainMs: 0 },
  );
}
