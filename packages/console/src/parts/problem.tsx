import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { UnknownKeyError } from '../stream-problem.js';
import { asText, shown } from '../untrusted.js';

/** Longest message shown; whoever writes errors may write anything. */
const MOST = 2000;

/** An error as a person can act on it. */
export function Problem({ error, retry }: { readonly error: unknown; readonly retry?: () => void }): ReactNode {
  if (error === null || error === undefined) return null;
  return (
    <div className="problem" role="alert">
      <CircleAlert aria-hidden />
      <p>{shown(error instanceof Error ? error.message : asText(error), MOST)}</p>
      {error instanceof UnknownKeyError && (
        <a className="button" href="#/connection">
          Use another key
        </a>
      )}
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
