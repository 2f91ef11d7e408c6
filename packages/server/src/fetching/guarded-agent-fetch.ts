import { createGuardedFetch, type GuardedFetch } from './guarded-fetch.js';

/** As long as an agent may be silent by default: models take minutes to answer. The run itself may end a request sooner. */
const TIMEOUT_MS = 600_000;

/** On Node: the fetch of agents refuses addresses outside the public internet. */
export function openAgentFetch(): GuardedFetch {
  return createGuardedFetch({ timeoutMs: TIMEOUT_MS });
}
