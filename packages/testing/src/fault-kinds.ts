/** What can go wrong between a server and a client that follows one of its sessions, each with what happens. */
export const FAULT_KINDS = {
  refused: 'The connection is refused: the request never arrives.',
  outage: 'Every request is refused for a while.',
  reset: 'The connection breaks after the request arrived, before its reply.',
  'half-open': 'The reply never comes, and aborting the request changes nothing.',
  delay: 'The reply comes late.',
  'duplicate-page': 'An old page of changes is served again, as a stale cache does.',
  'truncated-json': 'The body stops in the middle.',
  'html-200': 'A 200 with a web page: a captive portal, a misled proxy.',
  'empty-storm': 'For a while every long-poll returns 204 at once, without waiting.',
  'unauthorized-401': 'A 401, once.',
  'not-found-404': 'A 404, once.',
  'conflict-409': 'A 409, once.',
  'invalid-422': 'A 422, once.',
  'limited-429': 'A 429 with Retry-After, once.',
  'unavailable-503': 'A 503, with or without Retry-After, once.',
  restart: 'The server stops and starts again on the same store.',
  'skipped-status':
    'Events that would tell of a status or an answer are of a type nobody knows, for the whole session.',
  'illegal-status': 'One reply tells a status the session does not have, another one than the last such reply.',
  'status-ahead': 'A page ends early: its status tells of events on later pages.',
  'empty-after-end': 'A 204 although the session is over: nothing in it says so.',
  'clock-jump': 'The wall clock jumps, forwards or back.',
  asleep: 'The client sleeps for hours: its timers stand still, replies reach it when it wakes.',
} as const satisfies Record<string, string>;

/** The name of a fault. */
export type FaultKind = keyof typeof FAULT_KINDS;

/** All of them. */
export const FAULT_KIND_NAMES = Object.keys(FAULT_KINDS) as readonly FaultKind[];
