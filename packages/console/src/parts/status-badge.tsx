import { isSessionStatus } from '@agent-session/protocol';
import type { LinkStatus } from '@agent-session/rxjs';
import type { ReactNode } from 'react';

/** A status, by colour and by word. A word nobody knows is shown as it came. */
export function StatusBadge({ status }: { readonly status: string }): ReactNode {
  return (
    <span className={`badge status-${isSessionStatus(status) ? status : 'other'}`}>{status.replaceAll('_', ' ')}</span>
  );
}

const WORDS: Readonly<Record<LinkStatus['status'], string>> = {
  connecting: 'connecting',
  live: 'live',
  retrying: 'reconnecting',
  stalled: 'reconnecting, the connection fell silent',
  offline: 'offline',
  closed: 'not connected',
};

/** The health of the connection. */
export function LinkBadge({ link }: { readonly link: LinkStatus }): ReactNode {
  const again = 'attempt' in link ? ` (attempt ${link.attempt})` : '';
  return (
    <span className={`badge link-${link.status}`} role="status">
      {WORDS[link.status]}
      {again}
    </span>
  );
}
