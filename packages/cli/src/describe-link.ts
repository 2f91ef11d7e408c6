import type { LinkStatus } from '@agent-session/rxjs';
import { printable } from './printable.js';
import { reasonOf } from './reason-of.js';

/** The health of the connection in one line for people. `nowMs` turns the time of the next try into a countdown. */
export function describeLink(link: LinkStatus, nowMs: number = Date.now()): string {
  switch (link.status) {
    case 'retrying':
      return `connection lost, retrying in ${countdown(link.nextAt, nowMs)} (try ${link.attempt}): ${printable(reasonOf(link.error))}`;
    case 'stalled':
      return `the platform fell silent, asking again in ${countdown(link.nextAt, nowMs)}`;
    case 'offline':
      return 'this machine is offline, waiting for the network';
    case 'live':
      return 'connected';
    case 'connecting':
      return 'connecting';
    case 'closed':
      return 'not connected';
  }
}

function countdown(nextAt: string, nowMs: number): string {
  return `${Math.max(0, Math.ceil((Date.parse(nextAt) - nowMs) / 1000))} s`;
}
