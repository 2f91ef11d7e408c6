/**
 * The health of our connection to the platform. It says nothing about the session: a run goes on while we are offline.
 *
 * - `connecting`: the first request is on its way.
 * - `live`: the last reply was good.
 * - `retrying`: `attempt` requests in a row failed; the next goes out at `nextAt`.
 * - `stalled`: a request fell silent and was given up; the next goes out at `nextAt`.
 * - `offline`: the device says it has no network. We still look now and then, and at once when it is back.
 * - `closed`: nothing is being asked: nobody listens, the session is over, or the stream failed (`error`).
 */
export type LinkStatus =
  | { readonly status: 'connecting' }
  | { readonly status: 'live' }
  | { readonly status: 'retrying'; readonly attempt: number; readonly nextAt: string; readonly error: unknown }
  | { readonly status: 'stalled'; readonly attempt: number; readonly nextAt: string; readonly error: unknown }
  | { readonly status: 'offline'; readonly since: string }
  | { readonly status: 'closed'; readonly error?: unknown };
