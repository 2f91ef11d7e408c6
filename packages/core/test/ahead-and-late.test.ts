import type { SessionEvent } from '@agent-session/protocol';
import { describe, expect, it } from 'vitest';
import {
  IllegalTransitionError,
  evolve,
  eventForFact,
  initialState,
  observe,
  replay,
  type FactDetails,
  type FactName,
  type LogEntry,
  type Reading,
  type SessionState,
} from '../src/index.js';
import { timeAt } from './time-at.js';

const CALL = { tool_name: 'ask', args: {}, id: 'a' };

function read(state: SessionState, reading: Reading): SessionState {
  return replay(observe(state, reading), { from: state });
}

function page(state: SessionState, events: readonly SessionEvent[], status = 'running'): Reading {
  return { source: 'changes', fromIndex: state.nextIndex, page: { status, new_events: events }, at: timeAt(0) };
}

function seen(facts: readonly FactName[], from = initialState(), details: FactDetails = {}): SessionState {
  return facts.reduce(
    (state, fact) => read(state, page(state, [eventForFact(fact, details, timeAt(state.nextIndex))])),
    from,
  );
}

/** A status read at the end of the log. */
function told(state: SessionState, status: string): SessionState {
  return read(state, { source: 'status', body: { status }, at: timeAt(60), endOfLog: state.nextIndex });
}

describe('while a status read runs ahead of the events', () => {
  it('another end in the events is a violation, from the end that was told to the one that came [C14]', () => {
    const completed = told(seen(['launched', 'started']), 'completed');
    const state = seen(['timedOut'], completed);
    expect(state).toMatchObject({ state: 'timed_out', behind: null });
    expect(state.violations.last).toEqual([
      { kind: 'violation', from: 'completed', to: 'timed_out', at: timeAt(2), eventIndex: 2, fact: 'timedOut' },
    ]);
  });

  it('a log in which one end turns into another is no history [C4]', () => {
    const completed = told(seen(['launched', 'started']), 'completed');
    const turned: LogEntry = { kind: 'fact', fact: 'timedOut', at: timeAt(61) };
    expect(() => evolve(completed, turned)).toThrow(IllegalTransitionError);
  });

  it('events that pass by what was told are followed, and are no violation [C11]', () => {
    const idle = told(seen(['launched', 'started']), 'idle');
    const state = seen(['completed'], idle);
    expect(state).toMatchObject({ state: 'completed', behind: null, violations: { count: 0 } });
  });

  it('events that come to what was told in the middle of a way go on from there [C13]', () => {
    const running = told(seen(['launched']), 'running');
    const state = seen(['awaitedTools'], running, { pendingToolCalls: [CALL] });
    expect(state).toMatchObject({ state: 'awaitingTools', behind: null, pendingToolCalls: [CALL] });
  });

  it.each(['idle', 'completed'])('no tool call is open in a session that was told to be %s [C18]', (word) => {
    const ahead = told(seen(['launched', 'started']), word);
    const announced = seen(['awaitedTools'], ahead, { pendingToolCalls: [CALL] });
    expect(announced).toMatchObject({ status: word, pendingToolCalls: [] });
    const repeated = seen(['awaitedTools'], announced, { pendingToolCalls: [CALL] });
    expect(repeated).toMatchObject({ status: word, pendingToolCalls: [] });
  });

  it('calls that were announced meanwhile are open once the events have caught up [C18]', () => {
    const idle = told(seen(['launched', 'started']), 'idle');
    const announced = seen(['awaitedTools'], idle, { pendingToolCalls: [CALL] });
    expect(announced.pendingToolCalls).toEqual([]);
    const jumped: LogEntry = { kind: 'violation', from: 'idle', to: 'paused', at: timeAt(70) };
    expect(evolve(announced, jumped)).toMatchObject({
      state: 'paused',
      resumesTo: 'awaitingTools',
      pendingToolCalls: [CALL],
    });
  });
});

describe('what is shown while a status read runs ahead of the events', () => {
  it('is the way from where the events have led by now [C13]', () => {
    const paused = told(seen(['launched']), 'paused');
    expect(paused).toMatchObject({ state: 'paused', resumesTo: 'launching' });
    const started = seen(['started'], paused);
    expect(started).toMatchObject({ state: 'paused', resumesTo: 'working', behind: { state: 'working' } });
    const pending = told(started, 'pending');
    expect(pending).toMatchObject({ state: 'launching', violations: { count: 1 } });
  });

  it('is in no earlier turn than the events [C18]', () => {
    const completed = told(seen(['launched', 'started', 'idled']), 'completed');
    const woken = seen(['woken'], completed);
    expect(woken).toMatchObject({ state: 'completed', turn: 2, behind: { state: 'working', turn: 2 } });
  });
});

describe('intents', () => {
  const sent = (state: SessionState, name: 'message' | 'pause' | 'resume' | 'cancel'): SessionState =>
    evolve(state, { kind: 'command', command: { name }, outcome: 'accepted', at: timeAt(50) });

  it.each(['message', 'pause', 'resume', 'cancel'] as const)(
    'of a %s that was accepted by an ended session are over [C17]',
    (name) => {
      const ended = seen(['launched', 'started', 'completed']);
      expect(sent(ended, name).intents).toEqual([]);
    },
  );

  it('of a message to an ended session wait for it to be reopened, where the platform does that [C17 C20]', () => {
    const ended = sent(seen(['launched', 'started', 'completed'], initialState({ reopen: true })), 'message');
    expect(ended.intents).toHaveLength(1);
  });

  it('end by an event that repeats what is known otherwise [C17]', () => {
    const resuming = sent(seen(['launched']), 'resume');
    expect(seen(['resumed'], resuming).intents).toEqual([]);
  });
});

describe('tool calls', () => {
  it('with an id that was settled before are open again [C18]', () => {
    const details = { pendingToolCalls: [CALL] };
    const settled = seen(['launched', 'started', 'awaitedTools', 'toolsSettled'], initialState(), details);
    expect(settled.settledToolCallIds).toEqual(['a']);
    expect(seen(['awaitedTools'], settled, details)).toMatchObject({
      pendingToolCalls: [CALL],
      settledToolCallIds: [],
    });
  });
});

describe('a launch', () => {
  it.each(['toolsSettled', 'awaitedTools'] as const)(
    'that is paused has started when its events say %s, and stays paused [C13 C19]',
    (fact) => {
      const limits = { maxTimeSeconds: 60 };
      const state = seen(['launched', 'paused', fact], initialState({ limits }));
      const resumesTo = fact === 'awaitedTools' ? 'awaitingTools' : 'working';
      expect(state).toMatchObject({ state: 'paused', resumesTo, startedAt: timeAt(2), activeSince: timeAt(2) });
      expect(seen(['resumed'], state).deadlines.maxTimeAt).toBe(timeAt(62));
    },
  );

  it('that is paused has no edge for tools: nothing runs that has not started [C4]', () => {
    const paused = seen(['launched', 'paused']);
    for (const fact of ['toolsSettled', 'awaitedTools'] as const) {
      expect(() => evolve(paused, { kind: 'fact', fact, at: timeAt(3) })).toThrow(IllegalTransitionError);
    }
  });

  it.each([false, true])('that is told late changes nothing (platform reopens: %s) [C10 C20]', (reopen) => {
    const late: readonly FactName[] = ['dequeued', 'launched', 'queued'];
    const ways: readonly (readonly FactName[])[] = [
      ['started'],
      ['started', 'awaitedTools'],
      ['started', 'paused'],
      ['started', 'idled'],
    ];
    for (const way of ways) {
      const before = seen(['launched', ...way], initialState({ reopen }));
      for (const fact of late) {
        const after = seen([fact], before);
        expect(after, `${way.join(' ')} ${fact}`).toEqual({
          ...before,
          version: after.version,
          nextIndex: before.nextIndex + 1,
        });
      }
    }
  });

  it.each(['completed', 'timedOut', 'interrupted', 'failed'] as const)(
    'that is told after the session has %s reopens nothing [C5 C20]',
    (end) => {
      for (const reopen of [false, true]) {
        const ended = seen(['launched', 'started', end], initialState({ reopen }));
        expect(seen(['dequeued'], ended)).toMatchObject({ state: ended.state, turn: 1, violations: { count: 0 } });
      }
    },
  );

  it('after a violation that led back to it starts the clock when it starts [C19]', () => {
    const limits = { maxTimeSeconds: 60 };
    const completed = seen(['launched', 'started', 'completed'], initialState({ limits }));
    const again = seen(['launched', 'started'], completed);
    expect(again).toMatchObject({ state: 'working', turn: 2, activeSince: timeAt(4), violations: { count: 1 } });
    expect(again.deadlines.maxTimeAt).toBe(timeAt(64));
  });
});

describe('a violation that ends a session', () => {
  it('ends every intent [C17]', () => {
    const running = seen(['launched', 'started']);
    const sent = ['pause', 'forceAnswer'].reduce(
      (state, name) =>
        evolve(state, { kind: 'command', command: { name } as never, outcome: 'accepted', at: timeAt(5) }),
      running,
    );
    const queuedEnd = evolve(sent, { kind: 'violation', from: 'working', to: 'completed', at: timeAt(6) });
    expect(queuedEnd.intents).toEqual([]);
  });
});
