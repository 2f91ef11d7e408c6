import type { SessionHub } from './session-hub.js';

/**
 * The hubs that are alive, by client and session: two watches of one session share one. Neither clients nor hubs are
 * kept alive by it.
 */
const hubs = new WeakMap<object, Map<string, WeakRef<SessionHub>>>();

const forget = new FinalizationRegistry<{
  readonly ofClient: Map<string, WeakRef<SessionHub>>;
  readonly id: string;
  readonly reference: WeakRef<SessionHub>;
}>(({ ofClient, id, reference }) => {
  if (ofClient.get(id) === reference) ofClient.delete(id);
});

/** The hub of a session, made when there is none. */
export function sharedHub(client: object, id: string, make: () => SessionHub): SessionHub {
  let ofClient = hubs.get(client);
  if (!ofClient) {
    ofClient = new Map();
    hubs.set(client, ofClient);
  }
  const alive = ofClient.get(id)?.deref();
  if (alive) return alive;
  const hub = make();
  const reference = new WeakRef(hub);
  ofClient.set(id, reference);
  forget.register(hub, { ofClient, id, reference });
  return hub;
}
