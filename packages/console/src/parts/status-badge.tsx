import { isSessionStatus, isTerminal } from '@agent-session/protocol';
import { LEAF_STATES, LEAF_STATE_NAMES, type LeafState } from '@agent-session/core';
import type { LinkStatus } from '@agent-session/rxjs';
import type { ReactNode } from 'react';
import { shown } from '../untrusted.js';

/** The leaf state that a word of the wire stands for; `null` for a word nobody knows. */
function stateOfWord(word: string): LeafState | null {
  return LEAF_STATE_NAMES.find((name) => LEAF_STATES[name].word === word) ?? null;
}

/** A status, by colour and by word. A word nobody knows is shown as it came. */
export function StatusBadge({ status }: { readonly status: string }): ReactNode {
  const state = stateOfWord(status);
  const moves = state !== null && !isTerminal(LEAF_STATES[state].status) && state !== 'idle' && state !== 'paused';
  return (
    <span className={`badge state-${state ?? (isSessionStatus(status) ? status : 'other')}${moves ? ' moves' : ''}`}>
      <i aria-hidden />
      {shown(status, 40).replaceAll('_', ' ')}
    </span>
  );
}

const WORDS: Readonly<Record<LinkStatus['status'], string>> = {
  connecting: 'connecting',
  live: 'live',
  retrying: 'reconnecting',
  stalled: 'reconnecting',
  offline: 'offline',
  closed: 'not connected',
};

/** The health of the connection. */
export function LinkBadge({ link, over }: { readonly link: LinkStatus; readonly over: boolean }): ReactNode {
  // Nobody asks about a session that is over: that is as it should be.
  if (link.status === 'closed' && over) return null;
  return (
    <span className={`link link-${link.status}`} role="status" aria-label={`Connection: ${WORDS[link.status]}`}>
      <i aria-hidden />
      {WORDS[link.status]}
    </span>
  );
}
