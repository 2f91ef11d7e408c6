import {
  LEAF_STATES,
  LEAF_STATE_NAMES,
  initialState,
  type Command,
  type Intent,
  type LeafState,
  type ResumesTo,
  type SessionState,
} from '../src/index.js';

export const AT = '2026-01-01T00:00:00.000Z';

/** A session that came to a state somehow. */
export function stateAt(leaf: LeafState, more: Partial<SessionState> = {}): SessionState {
  const { status, word, terminal } = LEAF_STATES[leaf];
  const resumesTo = more.resumesTo ?? (leaf === 'paused' ? 'working' : null);
  const runs = status === 'running' || (status === 'paused' && resumesTo !== 'launching');
  return {
    ...initialState(),
    state: leaf,
    status,
    wireStatus: word,
    resumesTo,
    turn: 1,
    startedAt: status === 'pending' || resumesTo === 'launching' ? null : AT,
    activeSince: runs ? AT : null,
    idleSince: leaf === 'idle' ? AT : null,
    finishedAt: terminal ? AT : null,
    announcedToolCalls: more.pendingToolCalls ?? [],
    ...more,
  };
}

/** Every state as far as the tables can tell states apart. */
export function everyState(): { readonly title: string; readonly state: SessionState }[] {
  const resumesTo: readonly ResumesTo[] = ['launching', 'working', 'awaitingTools'];
  return [false, true].flatMap((reopen) =>
    LEAF_STATE_NAMES.flatMap((leaf) => {
      const suffix = reopen ? ', platform reopens' : '';
      if (leaf === 'paused') {
        return resumesTo.map((to) => ({
          title: `paused, resumes to ${to}${suffix}`,
          state: stateAt('paused', { resumesTo: to, reopen }),
        }));
      }
      const seen = { title: `${leaf}${suffix}`, state: stateAt(leaf, { reopen }) };
      if (leaf !== 'launching') return [seen];
      return [seen, { title: `nothing seen${suffix}`, state: initialState({ reopen }) }];
    }),
  );
}

export function intent(command: Command, more: Partial<Intent> = {}): Intent {
  return { command, index: 0, eventIndex: 0, delivery: 'accepted', at: AT, ...more };
}

/** The calls `a` and `b` are open. */
export const OPEN_CALLS = {
  pendingToolCalls: [
    { tool_name: 'ask', args: {}, id: 'a' },
    { tool_name: 'ask', args: {}, id: 'b' },
  ],
  settledToolCallIds: ['z'],
};
