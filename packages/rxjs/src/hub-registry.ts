import type { SessionHub } from './session-hub.js';

/** A hub that may have been collected. */
interface HubReference {
  deref(): SessionHub | undefined;
}

/**
 * The hubs that are alive, by client and session: two watches of one session share one. Neither clients nor hubs are
 * kept alive by it, where the runtime can refer to them weakly.
 */
const hubs = new WeakMap<object, Map<string, HubReference>>();

/**
 * Workers with an old compatibility date and some engines of React Native have no weak references. There a hub lives as
 * long as its client, which is one request in the former.
 */
const referTo: (hub: SessionHub) => HubReference =
  typeof WeakRef === 'function' ? (hub) => new WeakRef(hub) : (hub) => ({ deref: () => hub });

const forget =
  typeof FinalizationRegistry === 'function'
    ? new FinalizationRegistry<{
        readonly ofClient: Map<string, HubReference>;
        readonly id: string;
        readonly reference: HubReference;
      }>(({ ofClient, id, reference }) => {
        if (ofClient.get(id) === reference) ofClient.delete(id);
      })
    : null;

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
  const reference = referTo(hub);
  ofClient.set(id, reference);
  forget?.register(hub, { ofClient, id, reference });
  return hub;
}
