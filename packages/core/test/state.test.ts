import { describe, expect, it } from 'vitest';
import {
  answerOfTurn,
  deadlines,
  evolve,
  initialState,
  isTerminalState,
  nestedState,
  observe,
  replay,
  type FactName,
  type LogEntry,
  type SessionLimits,
} from '../src/index.js';
import { factEntries } from '../src/authority/index.js';
import { AT, OPEN_CALLS, stateAt } from './states.js';

const second = (seconds: number) => new Date(Date.parse(AT) + seconds * 1000).toISOString();
const fact = (name: FactName, seconds: number): LogEntry => ({ kind: 'fact', fact: name, at: second(seconds) });
const event = (index: number, type: string, data: unknown): LogEntry => ({
  kind: 'event',
  index,
  event: { type, data, timestamp: AT },
  at: AT,
});
const LIMITS: SessionLimits = { maxSteps: 5, maxTimeSeconds: 60, idleTimeoutSeconds: 10 };
const opened: LogEntry = { kind: 'opened', at: AT, limits: LIMITS };

describe('turns and answers', () => {
  it('a turn begins when a session is launched, woken or reopened [C18 C20]', () => {
    const turns = (names: readonly FactName[], reopen = false) =>
      replay(names.map(fact), { from: initialState({ reopen }) }).turn;
    expect(turns([])).toBe(0);
    expect(turns(['launched'])).toBe(1);
    expect(turns(['queued', 'dequeued', 'started'])).toBe(1);
    expect(turns(['started', 'paused', 'resumed', 'awaitedTools', 'toolsSettled', 'woken'])).toBe(1);
    expect(turns(['started', 'idled', 'woken', 'idled', 'woken'])).toBe(3);
    expect(turns(['started', 'completed', 'reopened', 'reopened'], true)).toBe(2);
  });

  it('an answer belongs to the turn it came in, and stays until the next [C18]', () => {
    const answer = (index: number, value: unknown) =>
      event(index, 'AgentEvent', { kind: 'answer_event', answer: value, outcome: 'success' });
    const idle = replay([fact('started', 0), answer(0, { a: 1 }), fact('idled', 1)]);
    expect(idle.answer).toEqual({ value: { a: 1 }, outcome: 'success', turn: 1, eventIndex: 0 });
    expect(answerOfTurn(idle)).toBe(idle.answer);
    const woken = evolve(idle, fact('woken', 2));
    expect(woken.answer).toBe(idle.answer);
    expect(answerOfTurn(woken)).toBeNull();
    const again = evolve(woken, answer(1, 'b'));
    expect(answerOfTurn(again)).toEqual({ value: 'b', outcome: 'success', turn: 2, eventIndex: 1 });
    expect(answerOfTurn(initialState())).toBeNull();
    const empty = evolve(woken, event(1, 'AgentEvent', { kind: 'answer_event' }));
    expect(empty.answer).toMatchObject({ value: null, outcome: null });
    expect(empty.outcome).toBeNull();
  });

  it('an answer read while a status runs ahead belongs to the turn of the events [C12 C18]', () => {
    const idle = replay([fact('started', 0), fact('idled', 1)]);
    const ahead = evolve(idle, { kind: 'fact', fact: 'woken', at: AT, reported: true });
    expect(evolve(ahead, event(0, 'AgentEvent', { kind: 'answer_event', answer: 1 })).answer).toMatchObject({
      turn: 1,
    });
  });

  it('takes the answer of a status at the end of the log when it is another one [C11 C18]', () => {
    const state = replay([fact('started', 0), event(0, 'AgentEvent', { kind: 'answer_event', answer: { a: [1] } })]);
    const read = (answer: unknown) =>
      replay(
        observe(state, {
          source: 'changes',
          fromIndex: 0,
          page: { status: 'running', answer: answer as never, outcome: 'partial' },
          at: AT,
          endOfLog: 1,
        }),
        { from: state },
      ).answer;
    expect(read({ a: [1] })).toBe(state.answer);
    expect(read(null)).toBe(state.answer);
    expect(read({ a: [2] })).toEqual({ value: { a: [2] }, outcome: 'partial', turn: 1, eventIndex: null });
  });
});

describe('what events tell beside the lifecycle', () => {
  it('counts steps by what the agent decided, until the platform counts itself [C18]', () => {
    const policy = (index: number) => event(index, 'AgentEvent', { kind: 'policy_event' });
    const counted = replay([policy(0), event(1, 'AgentEvent', { event: { kind: 'policy_event' } }), policy(2)]);
    expect(counted).toMatchObject({ steps: 3, stepsReported: false });
    const metrics = (index: number, steps: number) =>
      event(index, 'MetricsUpdateEvent', { metrics: { steps, total_cost: 1 } });
    const told = replay([metrics(3, 2), policy(4), metrics(5, 1)], { from: counted });
    expect(told).toMatchObject({ steps: 2, stepsReported: true, metrics: { steps: 1, total_cost: 1 } });
    const untold = evolve(counted, event(3, 'MetricsUpdateEvent', { metrics: { total_cost: 2 } }));
    expect(untold).toMatchObject({ steps: 3, stepsReported: false, metrics: { total_cost: 2 } });
  });

  it('takes totals of a status only when they are further [C11]', () => {
    const read = (steps: number, from = initialState()) =>
      replay(
        observe(from, { source: 'changes', fromIndex: 0, page: { status: 'pending', metrics: { steps } }, at: AT }),
        { from },
      );
    expect(read(0).metrics).toBeNull();
    const three = read(3);
    expect(three).toMatchObject({ metrics: { steps: 3 }, steps: 3 });
    expect(read(2, three).metrics).toEqual({ steps: 3 });
    expect(read(4, three).metrics).toEqual({ steps: 4 });
  });

  it('keeps error, live view and tool calls [C21]', () => {
    const log = [
      event(0, 'LiveViewUrlEvent', { url: 'https://old' }),
      event(1, 'LiveViewUrlEvent', { live_view_url: 'https://new' }),
      event(2, 'LiveViewUrlEvent', {}),
      event(3, 'AgentErrorEvent', { error: 'It broke.' }),
      event(4, 'AgentErrorEvent', {}),
    ];
    expect(replay(log.slice(0, 1)).liveViewUrl).toBe('https://old');
    expect(replay(log)).toMatchObject({ liveViewUrl: 'https://new', error: 'It broke.' });
  });

  it('keeps the open tool calls as the latest event has them, and remembers the settled [C18]', () => {
    const awaiting = (index: number, ids: string[]) =>
      event(index, 'ActiveStateChangeEvent', {
        state: 'awaiting_tool_results',
        pending_tool_calls: ids.map((id) => ({ tool_name: 'ask', args: {}, id })),
      });
    const open = replay([fact('started', 0), awaiting(0, ['a', 'b', 'c']), fact('awaitedTools', 1)]);
    expect(open.pendingToolCalls.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    const fewer = replay([awaiting(1, ['b', 'c'])], { from: open });
    expect(fewer).toMatchObject({ settledToolCallIds: ['a'] });
    expect(fewer.pendingToolCalls).toHaveLength(2);
    const answered = evolve(fewer, event(2, 'AgentEvent', { kind: 'tool_result', tool_call_id: 'c' }));
    expect(answered).toMatchObject({ settledToolCallIds: ['a', 'c'] });
    const stranger = evolve(answered, event(3, 'AgentEvent', { kind: 'tool_result', tool_req: { id: 'x' } }));
    expect(stranger.pendingToolCalls).toBe(answered.pendingToolCalls);
    const running = evolve(stranger, event(4, 'ActiveStateChangeEvent', { state: 'running' }));
    expect(running.pendingToolCalls).toHaveLength(1);
    expect(evolve(running, fact('toolsSettled', 2))).toMatchObject({
      pendingToolCalls: [],
      settledToolCallIds: ['a', 'c', 'b'],
    });
  });

  it.each(['toolsSettled', 'idled', 'interrupted'] as const)('settles what is open on %s [C18]', (name) => {
    const next = evolve(stateAt('awaitingTools', OPEN_CALLS), fact(name, 1));
    expect(next).toMatchObject({ pendingToolCalls: [], settledToolCallIds: ['z', 'a', 'b'] });
  });

  it('keeps open calls over a pause, and settles them on a jump to an end [C18 C14]', () => {
    const paused = evolve(stateAt('awaitingTools', OPEN_CALLS), fact('paused', 1));
    expect(paused.pendingToolCalls).toHaveLength(2);
    const jump = { kind: 'violation', from: 'paused', to: 'completed', at: AT } as const;
    expect(evolve(paused, jump).pendingToolCalls).toEqual([]);
    expect(evolve(paused, { ...jump, to: 'idle' }).pendingToolCalls).toEqual([]);
  });

  it('remembers the last 128 settled calls [C22]', () => {
    const calls = Array.from({ length: 200 }, (_, id) => ({ tool_name: 'ask', args: {}, id: String(id) }));
    const state = evolve(stateAt('awaitingTools', { pendingToolCalls: calls }), fact('toolsSettled', 1));
    expect(state.settledToolCallIds).toHaveLength(128);
    expect(state.settledToolCallIds.at(-1)).toBe('199');
  });
});

describe('times', () => {
  it('the start is set by `started` alone, the end by a terminal fact [C19]', () => {
    const state = replay([
      fact('launched', 1),
      fact('started', 2),
      fact('idled', 3),
      fact('woken', 4),
      fact('failed', 5),
    ]);
    expect(state).toMatchObject({ startedAt: second(2), finishedAt: second(5) });
    expect(replay([fact('launched', 1), fact('paused', 2)]).startedAt).toBeNull();
    expect(replay([fact('launched', 1), fact('paused', 2), fact('started', 3)])).toMatchObject({
      startedAt: second(3),
    });
  });

  it('max_time_s runs from the start of each turn, over pauses and tools, but not while idle [C19]', () => {
    const due = (...log: LogEntry[]) => replay([opened, ...log]).deadlines.maxTimeAt;
    expect(due(fact('launched', 0))).toBeNull();
    expect(due(fact('launched', 0), fact('started', 5))).toBe(second(65));
    expect(due(fact('started', 5), fact('paused', 20))).toBe(second(65));
    expect(due(fact('started', 5), fact('awaitedTools', 20))).toBe(second(65));
    expect(due(fact('started', 5), fact('idled', 15))).toBeNull();
    expect(due(fact('started', 5), fact('idled', 15), fact('woken', 100))).toBe(second(160));
    expect(due(fact('started', 5), fact('completed', 15))).toBeNull();
    expect(due(fact('paused', 1), fact('started', 3), fact('resumed', 9))).toBe(second(63));
    expect(due(fact('paused', 1), fact('resumed', 2))).toBeNull();
  });

  it('idle_timeout_s runs while idle [C19]', () => {
    const due = (...log: LogEntry[]) => replay([opened, ...log]).deadlines.idleAt;
    expect(due(fact('started', 0))).toBeNull();
    expect(due(fact('started', 0), fact('idled', 7))).toBe(second(17));
    expect(due(fact('started', 0), fact('idled', 7), fact('idled', 9))).toBe(second(17));
    expect(due(fact('started', 0), fact('idled', 7), fact('woken', 9))).toBeNull();
    expect(due(fact('started', 0), fact('idled', 7), fact('interrupted', 9))).toBeNull();
  });

  it('gives the deadlines in their order, the grace after the limit included [C19]', () => {
    const working = replay([opened, fact('started', 0)]);
    expect(deadlines(working)).toEqual([
      { kind: 'maxTime', dueAt: second(60) },
      { kind: 'grace', dueAt: second(90) },
    ]);
    expect(deadlines(working, { graceSeconds: 1.5 })[1]).toEqual({ kind: 'grace', dueAt: second(61.5) });
    expect(deadlines(replay([opened, fact('started', 0), fact('idled', 1)]))).toEqual([
      { kind: 'idle', dueAt: second(11) },
    ]);
    expect(deadlines(replay([fact('started', 0), fact('idled', 1)]))).toEqual([]);
  });

  it('learns the limits from the session it reads, and arms what runs already [C19]', () => {
    const working = replay([fact('started', 0)]);
    const body = {
      id: 'x',
      request: { agent: 'a', max_time_s: 60, idle_timeout_s: null, max_steps: 'many' },
      status: { status: 'running' },
      created_at: AT,
    };
    const entries = observe(working, { source: 'session', body: body as never, at: AT });
    const state = replay(entries, { from: working });
    expect(state).toMatchObject({
      createdAt: AT,
      limits: { maxSteps: null, maxTimeSeconds: 60, idleTimeoutSeconds: null },
      deadlines: { maxTimeAt: second(60), idleAt: null },
    });
    expect(observe(state, { source: 'session', body: body as never, at: AT })).toEqual([]);
  });

  it('does not stumble over clocks that go back, dates that are none, and limits without end [C19]', () => {
    const back = replay([opened, fact('started', 50), fact('idled', 20), fact('woken', 60)]);
    expect(back).toMatchObject({ activeMs: 0, deadlines: { maxTimeAt: second(120) } });
    const never: LogEntry = { kind: 'fact', fact: 'started', at: 'never' };
    expect(replay([opened, never]).deadlines.maxTimeAt).toBeNull();
    const endless = initialState({ limits: { maxTimeSeconds: 1e300 } });
    expect(deadlines(replay([fact('started', 0)], { from: endless }))).toEqual([]);
    const almost = initialState({ limits: { maxTimeSeconds: (8.64e15 - Date.parse(AT)) / 1000 } });
    expect(deadlines(replay([fact('started', 0)], { from: almost }))[1]?.dueAt).toBe('+275760-09-13T00:00:00.000Z');
  });

  it('stop with the session that they end [C19]', () => {
    const working = replay([opened, fact('started', 0)]);
    const ended = replay(factEntries(working, ['timedOut'], { at: second(90), errorCode: 'timeout', error: 'x' }), {
      from: working,
    });
    expect(ended).toMatchObject({
      state: 'timed_out',
      errorCode: 'timeout',
      error: 'x',
      deadlines: { maxTimeAt: null },
    });
  });
});

describe('reopening', () => {
  it('goes on with index, steps, metrics and start; the end, the error and the limits begin again [C20]', () => {
    const log: LogEntry[] = [
      { kind: 'opened', at: AT, limits: LIMITS, reopen: true },
      fact('started', 0),
      event(0, 'MetricsUpdateEvent', { metrics: { steps: 9 } }),
      { kind: 'fact', fact: 'failed', at: second(50), error: 'x', errorCode: 'internal' },
      fact('reopened', 100),
    ];
    const state = replay(log);
    expect(state).toMatchObject({
      state: 'launching',
      status: 'pending',
      turn: 2,
      nextIndex: 1,
      steps: 9,
      metrics: { steps: 9 },
      startedAt: second(0),
      finishedAt: null,
      error: null,
      errorCode: null,
      activeMs: 0,
      deadlines: { maxTimeAt: null },
    });
    expect(evolve(state, fact('started', 110))).toMatchObject({
      startedAt: second(0),
      deadlines: { maxTimeAt: second(170) },
    });
  });

  it('without the option is a violation that is followed [C20 C14]', () => {
    const ended = stateAt('completed', { error: 'x', errorCode: 'y', turn: 4 });
    const page = {
      status: 'running',
      new_events: [
        { type: 'RequestStartEvent', data: {}, timestamp: AT },
        { type: 'AgentStartedEvent', data: {}, timestamp: AT },
      ],
    };
    const entries = observe(ended, { source: 'changes', fromIndex: 0, page, at: AT });
    expect(entries.map(({ kind }) => kind)).toEqual(['event', 'violation', 'event', 'fact']);
    expect(replay(entries, { from: ended })).toMatchObject({
      state: 'working',
      turn: 5,
      finishedAt: null,
      error: null,
      errorCode: null,
      violations: { count: 1 },
    });
  });
});

describe('violations', () => {
  it('to a pause remember where it can lead [C14]', () => {
    const jump = (from: 'completed' | 'queued' | 'launching' | 'awaitingTools') =>
      evolve(stateAt(from), { kind: 'violation', from, to: 'paused', at: AT }).resumesTo;
    expect([jump('completed'), jump('queued'), jump('launching'), jump('awaitingTools')]).toEqual([
      'working',
      'launching',
      'launching',
      'awaitingTools',
    ]);
    const state = stateAt('paused', { resumesTo: 'launching' });
    expect(evolve(state, { kind: 'violation', from: 'paused', to: 'paused', at: AT }).resumesTo).toBe('launching');
    expect(evolve(state, { kind: 'violation', from: 'paused', to: 'queued', at: AT }).resumesTo).toBeNull();
  });

  it('begin the first turn when nothing was seen, and none between two ends [C14 C18]', () => {
    const turn = (from: ReturnType<typeof stateAt>, to: 'idle' | 'failed') =>
      evolve(from, { kind: 'violation', from: from.state, to, at: AT }).turn;
    expect(turn(initialState(), 'idle')).toBe(1);
    expect(turn(stateAt('completed', { turn: 2 }), 'failed')).toBe(2);
    expect(turn(stateAt('completed', { turn: 2 }), 'idle')).toBe(3);
    expect(turn(stateAt('working', { turn: 2 }), 'idle')).toBe(2);
  });

  it('are counted exactly and listed to a bound, like skips [C22]', () => {
    const log: LogEntry[] = Array.from({ length: 40 }, (_, index) => ({
      kind: 'violation',
      from: 'completed',
      to: 'failed',
      at: AT,
      eventIndex: index,
    }));
    const { violations } = replay(log, { from: stateAt('completed') });
    expect(violations.count).toBe(40);
    expect(violations.last.map(({ eventIndex }) => eventIndex)).toEqual(Array.from({ length: 16 }, (_, i) => i + 24));
  });
});

describe('selectors', () => {
  it('tell nested states and ends [C18]', () => {
    expect(nestedState(stateAt('queued'))).toBe('queued');
    expect(nestedState(stateAt('launching'))).toBe('launching');
    expect(nestedState(stateAt('working'))).toBe('working');
    expect(nestedState(stateAt('awaitingTools'))).toBe('awaitingTools');
    expect(nestedState(stateAt('paused'))).toBeNull();
    expect(nestedState(stateAt('completed'))).toBeNull();
    expect(isTerminalState(stateAt('completed'))).toBe(true);
    expect(isTerminalState(stateAt('idle'))).toBe(false);
  });
});
