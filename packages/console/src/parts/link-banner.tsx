import type { LinkStatus } from '@agent-session/rxjs';
import { CloudOff, Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { duration } from '../format.js';
import { useNow } from '../use-now.js';

/** Says that what is seen may be old, why, and that it goes on by itself. */
export function LinkBanner({ link }: { readonly link: LinkStatus }): ReactNode {
  const trouble = link.status === 'retrying' || link.status === 'stalled' ? link : null;
  const now = useNow(trouble !== null);
  if (link.status === 'offline') {
    return (
      <p className="banner" role="status">
        <CloudOff aria-hidden />
        <span>
          <strong>You are offline.</strong> The run goes on without you; what you see may be old. It catches up by
          itself.
        </span>
      </p>
    );
  }
  if (!trouble) return null;
  const waitMs = Date.parse(trouble.nextAt) - now;
  return (
    <p className="banner" role="status">
      <Unplug aria-hidden />
      <span>
        <strong>
          {trouble.status === 'stalled' ? 'The connection fell silent.' : 'The server cannot be reached.'}
        </strong>{' '}
        What you see may be old. Trying again
        {waitMs > 1000 ? ` in ${duration(Math.ceil(waitMs / 1000) * 1000)}` : ''}, attempt {trouble.attempt}.
      </span>
    </p>
  );
}
