import { ENDPOINTS, ENDPOINT_NAMES, type EndpointName } from '@agent-session/protocol';

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

/** The reads of a session: what meets faults unless somebody says otherwise. */
export const SESSION_READS = ['changes', 'status', 'get'] as const satisfies readonly EndpointName[];

const everywhere = ENDPOINT_NAMES;
const withBody = ENDPOINT_NAMES.filter((name) =>
  ENDPOINTS[name].success.some((status) => status === 200 || status === 201),
);
const pages = ['changes'] as const;

/** Where each fault can happen: kind × endpoint. What a rule asks for elsewhere would never come. */
export const FAULT_ENDPOINTS: Readonly<Record<FaultKind, readonly EndpointName[]>> = {
  refused: everywhere,
  outage: everywhere,
  reset: everywhere,
  'half-open': everywhere,
  delay: everywhere,
  'duplicate-page': pages,
  'truncated-json': withBody,
  'html-200': everywhere,
  'empty-storm': pages,
  'unauthorized-401': everywhere,
  'not-found-404': everywhere,
  'conflict-409': everywhere,
  'invalid-422': everywhere,
  'limited-429': everywhere,
  'unavailable-503': everywhere,
  restart: everywhere,
  'skipped-status': pages,
  'illegal-status': SESSION_READS,
  'status-ahead': pages,
  'empty-after-end': pages,
  'clock-jump': everywhere,
  asleep: everywhere,
};

/** Kinds that hold for a whole session, or are there when nothing else is: no request is chosen for them. */
export const SESSION_WIDE: ReadonlySet<FaultKind> = new Set(['skipped-status', 'empty-after-end'] as const);

/** Kinds that a client takes as the platform's last word, and ends. */
export const ENDING_KINDS: ReadonlySet<FaultKind> = new Set([
  'unauthorized-401',
  'not-found-404',
  'invalid-422',
] as const);
