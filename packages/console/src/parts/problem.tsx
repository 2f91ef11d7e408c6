import type { ReactNode } from 'react';
import { asText } from '../untrusted.js';

/** An error as a person can act on it. */
export function Problem({ error, retry }: { readonly error: unknown; readonly retry?: () => void }): ReactNode {
  if (error === null || error === undefined) return null;
  return (
    <div className="problem" role="alert">
      <p>{error instanceof Error ? error.message : asText(error)}</p>
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
