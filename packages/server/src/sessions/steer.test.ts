import { decideLaunch, decideOutput } from '@agent-session/core/authority';
import { describe, expect, it } from 'vitest';
import { createDraft, type Draft } from './draft.js';
import { emptyServerState } from './server-state.js';
import { steer } from './steer.js';

const NOW = Date.UTC(2026, 0, 1);

/** A session whose agent has not begun. In a running server this lasts for a moment only. */
function launching(): Draft {
  const draft = createDraft(emptyServerState(), NOW);
  draft.take(decideLaunch({ at: draft.at }));
  return createDraft(draft.state, NOW + 1000);
}

describe('a session that is launching', () => {
  it('keeps a message for the agent', () => {
    const draft = launching();
    const message = { type: 'user_message', message: 'early' } as const;
    expect(steer(draft, { name: 'message', messages: [message] }, 'user')).toBe('accepted');
    expect(draft.state.unread).toEqual([message]);
    expect(draft.state.lifecycle.state).toBe('launching');
  });

  it('stands still at once when it is paused, and launches when it is resumed', () => {
    const draft = launching();
    steer(draft, { name: 'pause' }, 'user');
    expect(draft.state.lifecycle).toMatchObject({ state: 'paused', resumesTo: 'launching', intents: [] });
    steer(draft, { name: 'resume' }, 'user');
    expect(draft.state.lifecycle).toMatchObject({ state: 'launching', intents: [] });
  });

  it.each(['resume', 'forceAnswer'] as const)('refuses %s and writes nothing', (name) => {
    const draft = launching();
    expect(() => steer(draft, { name }, 'user')).toThrow(/Allowed now/);
    expect(draft.entries).toEqual([]);
  });

  it('is interrupted by cancel, visibly', () => {
    const draft = launching();
    steer(draft, { name: 'cancel' }, 'user');
    expect(draft.state.lifecycle.state).toBe('interrupted');
    expect(draft.entries.at(-2)).toMatchObject({ eventType: 'AgentCompletionEvent' });
  });
});

describe('a draft', () => {
  it('never writes an earlier time than the entries before it, whatever the clock says', () => {
    const draft = createDraft(launching().state, NOW - 3_600_000);
    draft.take(decideOutput(draft.state.lifecycle, { kind: 'began' }, { at: draft.at }));
    expect(draft.at).toBe(new Date(NOW).toISOString());
  });
});
