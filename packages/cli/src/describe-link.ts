import type { LinkStatus } from '@agent-session/rxjs';

/** The health of the connection in one line for people. */
export function describeLink(link: LinkStatus): string {
  switch (link.status) {
    case 'retrying':
      return `connection lost (${reason(link.error)}); trying again at ${timeOf(link.nextAt)}`;
    case 'stalled':
      return `the platform fell silent; asking again at ${timeOf(link.nextAt)}`;
    case 'offline':
      return 'this machine is offline; waiting for the network';
    case 'live':
      return 'connected again';
    case 'connecting':
      return 'connecting';
    case 'closed':
      return 'not connected';
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function timeOf(iso: string): string {
  return iso.slice(11, 19);
}
