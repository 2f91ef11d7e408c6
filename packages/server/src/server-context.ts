import type { Clock } from '@agent-session/protocol';
import type { Agent } from './agents/agent.js';
import type { Authenticator } from './auth/authenticator.js';
import type { ParkingLot } from './changes/parking-lot.js';
import type { ServerLog } from './http/server-log.js';
import type { UrlSigner } from './resources/signed-url.js';
import type { Supervisor } from './runs/supervisor.js';
import type { ServerLimits } from './server-options.js';
import type { Launchpad } from './sessions/launch-session.js';
import type { SessionKeeper } from './sessions/session-keeper.js';
import type { ViewUrl } from './sessions/session-views.js';
import type { SlotBook } from './sessions/slot-book.js';
import type { SessionStore } from './store/session-store.js';

/** What the routes of one server share. */
export interface ServerContext {
  readonly store: SessionStore;
  readonly keeper: SessionKeeper;
  readonly supervisor: Supervisor;
  readonly parking: ParkingLot;
  readonly launchpad: Launchpad;
  readonly slots: SlotBook;
  /** Idempotency-Keys whose first request is being handled. */
  readonly idempotencyInFlight: Set<string>;
  readonly agents: ReadonlyMap<string, Agent>;
  readonly authenticate: Authenticator;
  readonly signer: UrlSigner;
  readonly clock: Clock;
  readonly randomId: () => string;
  readonly limits: ServerLimits;
  /** Empty, or a path without a slash at its end. */
  readonly basePath: string;
  readonly viewUrl: ViewUrl;
  readonly lenient: boolean;
  readonly log: ServerLog;
}
