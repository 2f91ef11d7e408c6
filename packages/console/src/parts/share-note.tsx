import type { AgentSessionClient } from '@agent-session/client';
import { Link2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { CopyButton } from './copy-button.js';
import { Problem } from './problem.js';

/** Whether a session is shared, as far as was asked for here. */
export interface Sharing {
  readonly shared: 'unknown' | 'shared' | 'private';
  readonly error: unknown;
  readonly share: () => void;
  readonly unshare: () => void;
}

export function useSharing(client: AgentSessionClient, id: string): Sharing {
  const [known, setKnown] = useState<Pick<Sharing, 'shared' | 'error'>>({ shared: 'unknown', error: null });
  const ask = (request: Promise<unknown>, shared: Sharing['shared']): void => {
    request.then(
      () => setKnown({ shared, error: null }),
      (error: unknown) => setKnown((last) => ({ ...last, error })),
    );
  };
  return {
    ...known,
    share: () => ask(client.share(id), 'shared'),
    unshare: () => ask(client.unshare(id), 'private'),
  };
}

/** The link that guests get, and how to take it back. */
export function ShareNote({ sharing, link }: { readonly sharing: Sharing; readonly link: string }): ReactNode {
  return (
    <>
      {sharing.shared !== 'unknown' && (
        <div className="banner share" role="status">
          <Link2 aria-hidden />
          {sharing.shared === 'shared' ? (
            <>
              <span>
                <strong>Everybody who has this link can look at the session</strong>, without a key:{' '}
                <a href={link}>{link}</a>
              </span>
              <span className="tools">
                <CopyButton label="Copy the link" text={() => link} />
                <button type="button" onClick={sharing.unshare}>
                  Stop sharing
                </button>
              </span>
            </>
          ) : (
            <span>The session is no longer shared. The link does not work any more.</span>
          )}
        </div>
      )}
      <Problem error={sharing.error} />
    </>
  );
}
