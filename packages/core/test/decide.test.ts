import { decideCommand } from '../src/authority/index.js';
import { COMMAND_NAMES, type CommandName } from '@agent-session/protocol';
import { describe, expect, it } from 'vitest';
import {
  CommandRefusedError,
  LEAF_STATE_NAMES,
  allowedCommands,
  assertAllowed,
  commandReport,
  decide,
  evolve,
  type Command,
  type LeafState,
  type SessionState,
} from '../src/index.js';
import { AT, OPEN_CALLS, intent, stateAt } from './states.js';

/** The table of commands, written down a second time: y accepted, n no-op, - refused. */
const COLUMNS: readonly CommandName[] = ['message', 'pause', 'resume', 'forceAnswer', 'toolResults', 'cancel'];
const ROWS: Readonly<Record<LeafState, string>> = {
  queued: 'y----y',
  launching: 'yy---y',
  working: 'yyny-y',
  awaitingTools: 'yynyyy',
  paused: 'ynyy-y',
  idle: 'y----y',
  completed: '-----n',
  timed_out: '-----n',
  interrupted: '-----n',
  failed: '-----n',
};
const letters = { accepted: 'y', 'no-op': 'n', refused: '-' } as const;
const outcomes = (state: SessionState, names = COLUMNS) =>
  names.map((name) => letters[decide(state, { name }).outcome]).join('');
const outcome = (state: SessionState, command: Command) => decide(state, command).outcome;

describe('decide', () => {
  it.each(LEAF_STATE_NAMES)('follows the table of commands in %s [C6]', (leaf) => {
    const state = leaf === 'awaitingTools' ? stateAt(leaf, OPEN_CALLS) : stateAt(leaf);
    expect(outcomes(state)).toBe(ROWS[leaf]);
    expect(outcomes(state, ['share', 'unshare', 'feedback'])).toBe('yyy');
    expect(allowedCommands(state)).toEqual(COMMAND_NAMES.filter((name) => outcome(state, { name }) === 'accepted'));
  });

  it('says why, and what is allowed instead [C6]', () => {
    expect(decide(stateAt('idle'), { name: 'pause' })).toEqual({
      outcome: 'refused',
      command: { name: 'pause' },
      reason: 'the agent is idle: there is nothing to pause',
      allowed: ['message', 'cancel', 'share', 'unshare', 'feedback'],
    });
    expect(commandReport(stateAt('completed'))).toMatchObject({
      message: { outcome: 'refused', reason: 'the session has ended' },
      cancel: { outcome: 'no-op', reason: 'the session has ended already' },
      share: { outcome: 'accepted', reason: 'anyone with the link can read it' },
    });
    expect(Object.keys(commandReport(stateAt('idle')))).toEqual([...COMMAND_NAMES]);
  });

  it.each(['launching', 'working', 'awaitingTools'] as const)(
    'takes a resume while a pause is pending in %s, and calls a second pause a no-op [C6 C17]',
    (leaf) => {
      const state = stateAt(leaf, { intents: [intent({ name: 'message' }), intent({ name: 'pause' })] });
      expect(decide(state, { name: 'resume' })).toMatchObject({
        outcome: 'accepted',
        reason: 'takes the pending pause back',
      });
      expect(decide(state, { name: 'pause' })).toMatchObject({
        outcome: 'no-op',
        reason: 'a pause is under way already',
      });
    },
  );

  it('takes a pause while a resume is pending, and calls a second resume a no-op [C6 C17]', () => {
    const state = stateAt('paused', { intents: [intent({ name: 'resume' })] });
    expect(decide(state, { name: 'pause' })).toMatchObject({
      outcome: 'accepted',
      reason: 'takes the pending resume back',
    });
    expect(decide(state, { name: 'resume' })).toMatchObject({
      outcome: 'no-op',
      reason: 'a resume is under way already',
    });
  });

  it('does not let a pending pause open what the state closes [C6]', () => {
    for (const leaf of ['queued', 'idle', 'completed'] as const) {
      const state = stateAt(leaf, { intents: [intent({ name: 'pause' })] });
      expect(outcome(state, { name: 'resume' })).toBe('refused');
      expect(outcome(state, { name: 'pause' })).toBe('refused');
    }
    const working = stateAt('working', { intents: [intent({ name: 'resume' })] });
    expect(outcome(working, { name: 'pause' })).toBe('accepted');
    expect(outcome(working, { name: 'resume' })).toBe('no-op');
  });

  it.each(['awaitingTools', 'paused'] as const)('judges tool results by the open calls in %s [C6]', (leaf) => {
    const state = stateAt(leaf, { ...OPEN_CALLS, resumesTo: leaf === 'paused' ? 'awaitingTools' : null });
    const results = (callIds: string[]): Command => ({ name: 'toolResults', callIds });
    expect(outcome(state, results(['a']))).toBe('accepted');
    expect(outcome(state, results(['a', 'z']))).toBe('accepted');
    expect(outcome(state, results([]))).toBe('accepted');
    expect(outcome(state, { name: 'toolResults' })).toBe('accepted');
    expect(decide(state, results(['z']))).toMatchObject({
      outcome: 'no-op',
      reason: 'these tool calls are settled already',
    });
    expect(decide(state, results(['a', 'nobody']))).toMatchObject({
      outcome: 'refused',
      reason: 'no tool call with this id is open',
    });
  });

  it('leaves tool results to the platform where it does not say which calls are open [C6]', () => {
    const unnamed = [{ tool_name: 'ask' }, { tool_name: 'ask', id: null }];
    for (const pendingToolCalls of [[], unnamed, [...unnamed, { tool_name: 'ask', id: 'a' }]]) {
      const state = stateAt('awaitingTools', { pendingToolCalls });
      expect(outcome(state, { name: 'toolResults', callIds: ['nobody'] })).toBe('accepted');
    }
    expect(decide(stateAt('paused'), { name: 'toolResults', callIds: ['a'] })).toMatchObject({
      outcome: 'refused',
      reason: 'no tool call is open',
    });
  });

  it('calls results of settled calls a no-op while working, and refuses others [C6]', () => {
    const state = stateAt('working', { settledToolCallIds: ['y', 'z'] });
    expect(outcome(state, { name: 'toolResults', callIds: ['z', 'y'] })).toBe('no-op');
    expect(outcome(state, { name: 'toolResults', callIds: ['z', 'x'] })).toBe('refused');
    expect(outcome(state, { name: 'toolResults', callIds: [] })).toBe('refused');
    expect(outcome(state, { name: 'toolResults' })).toBe('refused');
  });

  it('gives the decision, or throws the refusal with the way out [C6 C23]', () => {
    expect(assertAllowed(stateAt('working'), { name: 'resume' }).outcome).toBe('no-op');
    expect(() => assertAllowed(stateAt('queued', { enteredAtEventIndex: 2 }), { name: 'pause' })).toThrow(
      new CommandRefusedError({
        command: 'pause',
        state: 'queued',
        eventIndex: 2,
        reason: 'there is nothing to pause before the session leaves the queue',
        allowed: ['message', 'cancel', 'share', 'unshare', 'feedback'],
      }),
    );
  });

  it('takes a message to an ended session only where the platform reopens [C20]', () => {
    for (const leaf of ['completed', 'timed_out', 'interrupted', 'failed'] as const) {
      expect(outcome(stateAt(leaf), { name: 'message' })).toBe('refused');
      expect(decide(stateAt(leaf, { reopen: true }), { name: 'message' })).toMatchObject({
        outcome: 'accepted',
        reason: 'the session is reopened',
      });
      expect(outcome(stateAt(leaf, { reopen: true }), { name: 'resume' })).toBe('refused');
    }
  });
});

describe('the facts of an accepted command', () => {
  it('never throw in the fold, whatever state the session is in [C7]', () => {
    for (const leaf of LEAF_STATE_NAMES) {
      for (const reopen of [false, true]) {
        for (const more of [{}, OPEN_CALLS]) {
          for (const name of COMMAND_NAMES) {
            const state = stateAt(leaf, { ...more, reopen });
            const decision = decideCommand(state, { name }, { at: AT });
            if (decision.outcome === 'accepted') expect(() => decision.entries.reduce(evolve, state)).not.toThrow();
          }
        }
      }
    }
  });
});
