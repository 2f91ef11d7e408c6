import { COMMAND_NAMES } from '@agent-session/protocol';
import { describe, expect, it } from 'vitest';
import {
  CommandRefusedError,
  FACT_NAMES,
  INTENT_RULES,
  LEAF_STATE_NAMES,
  ReducerVersionMismatchError,
  CorruptLogError,
  IllegalTransitionError,
  eventForFact,
  evolve,
  initialState,
  isCoreError,
  isFactName,
  observe,
  replay,
  type LogEntry,
} from '../src/index.js';
import { factEntries } from '../src/authority/index.js';
import { sessionMachine } from '../src/machine/index.js';
import { AT, OPEN_CALLS, intent, stateAt } from './states.js';

const LATER = '2026-03-03T00:00:00.000Z';
const echo = (index: number, content: unknown[], more: object = {}): LogEntry => ({
  kind: 'event',
  index,
  event: { type: 'AgentEvent', data: { kind: 'message_event', content, ...more }, timestamp: AT },
  at: AT,
});

describe('the event of a fact', () => {
  it('is of the type and has the words of the wire [C16]', () => {
    expect(FACT_NAMES.map((fact) => eventForFact(fact, {}, AT))).toEqual([
      { type: 'RequestStartEvent', data: {}, timestamp: AT },
      { type: 'RequestStartEvent', data: { status: 'queued' }, timestamp: AT },
      { type: 'RequestStartDispatchedEvent', data: { status: 'pending' }, timestamp: AT },
      { type: 'AgentStartedEvent', data: {}, timestamp: AT },
      { type: 'AgentRunStatusChangeEvent', data: { status: 'paused' }, timestamp: AT },
      { type: 'AgentRunStatusChangeEvent', data: { status: 'running' }, timestamp: AT },
      { type: 'ActiveStateChangeEvent', data: { state: 'idle' }, timestamp: AT },
      { type: 'ActiveStateChangeEvent', data: { state: 'running' }, timestamp: AT },
      {
        type: 'ActiveStateChangeEvent',
        data: { state: 'awaiting_tool_results', pending_tool_calls: [] },
        timestamp: AT,
      },
      { type: 'ActiveStateChangeEvent', data: { state: 'running' }, timestamp: AT },
      { type: 'AgentCompletionEvent', data: { reason: 'finished' }, timestamp: AT },
      { type: 'AgentCompletionEvent', data: { reason: 'timed_out' }, timestamp: AT },
      { type: 'AgentCompletionEvent', data: { reason: 'stopped' }, timestamp: AT },
      { type: 'AgentErrorEvent', data: { error: 'The run failed.', trace: '' }, timestamp: AT },
      { type: 'RequestStartEvent', data: {}, timestamp: AT },
    ]);
    const { pendingToolCalls } = OPEN_CALLS;
    expect(eventForFact('awaitedTools', { pendingToolCalls }, AT).data).toMatchObject({
      pending_tool_calls: pendingToolCalls,
    });
    expect(eventForFact('failed', { error: 'e', trace: 't' }, AT).data).toEqual({ error: 'e', trace: 't' });
  });

  it('comes before its fact, which says no more than is known [C7 C16]', () => {
    expect(factEntries(stateAt('idle', { nextIndex: 4 }), ['woken', 'idled'], { at: AT })).toStrictEqual([
      { kind: 'event', index: 4, event: eventForFact('woken', {}, AT), at: AT },
      { kind: 'fact', fact: 'woken', at: AT, eventIndex: 4 },
      { kind: 'event', index: 5, event: eventForFact('idled', {}, AT), at: AT },
      { kind: 'fact', fact: 'idled', at: AT, eventIndex: 5 },
    ]);
  });
});

describe('defaults', () => {
  it('of a session of which nothing was seen are these [C2]', () => {
    expect(initialState()).toMatchObject({
      status: 'pending',
      wireStatus: 'pending',
      usage: [],
      limits: { maxSteps: null, maxTimeSeconds: null, idleTimeoutSeconds: null },
    });
    expect(isFactName(3)).toBe(false);
    expect(isFactName(['idled'])).toBe(false);
    expect(sessionMachine.id).toBe('session');
  });
});

describe('messages of errors', () => {
  it('name what was asked in plain words [C23]', () => {
    const messages = COMMAND_NAMES.map(
      (command) =>
        new CommandRefusedError({ command, state: 'idle', eventIndex: 0, reason: 'no', allowed: [] }).message,
    );
    expect(messages.map((message) => message.split(':')[0])).toEqual([
      'Cannot send a message',
      'Cannot pause',
      'Cannot resume',
      'Cannot force an answer',
      'Cannot cancel',
      'Cannot hand in tool results',
      'Cannot share',
      'Cannot unshare',
      'Cannot give feedback',
    ]);
  });

  it('tell since when a session is as it is, unless no event does [C23]', () => {
    const details = {
      command: 'pause',
      state: 'completed',
      reason: 'the session has ended',
      allowed: ['share'],
    } as const;
    const message = (eventIndex: number): string => new CommandRefusedError({ ...details, eventIndex }).message;
    expect(message(3)).toBe('Cannot pause: the session has ended (completed since event 3). Allowed now: share.');
    expect(message(0)).toBe('Cannot pause: the session has ended (completed). Allowed now: share.');
  });

  it('belong to errors that all are known by their code [C23]', () => {
    for (const error of [
      new CommandRefusedError({ command: 'pause', state: 'idle', eventIndex: 0, reason: 'no', allowed: [] }),
      new IllegalTransitionError({ from: 'idle', fact: 'paused', index: 0, allowed: [] }),
      new ReducerVersionMismatchError(1, 2),
      new CorruptLogError(1, 'x'),
    ]) {
      expect(isCoreError(error), error.name).toBe(true);
      expect(isCoreError(error, 'command-refused'), error.name).toBe(error.name === 'CommandRefusedError');
    }
  });

  it('say which index was no index [C10 C23]', () => {
    const read = () => observe(initialState(), { source: 'changes', fromIndex: -1, page: { status: 'x' }, at: AT });
    expect(read).toThrow('fromIndex is -1; it must be the count of events seen before the page.');
  });
});

describe('the rules of intents', () => {
  it('are these [C17]', () => {
    expect(Object.entries(INTENT_RULES).map(([name, rule]) => [name, rule?.facts, rule?.states])).toEqual([
      ['message', [], []],
      ['pause', ['paused', 'idled'], ['paused', 'idle']],
      ['resume', ['resumed'], ['queued', 'launching', 'working', 'awaitingTools', 'idle']],
      ['forceAnswer', ['idled'], ['idle']],
      ['toolResults', ['toolsSettled', 'idled'], ['queued', 'launching', 'working', 'idle']],
      ['cancel', [], []],
      ['share', undefined, undefined],
      ['unshare', undefined, undefined],
      ['feedback', undefined, undefined],
    ]);
    for (const rule of Object.values(INTENT_RULES)) expect(rule?.endedBy).not.toBe('');
  });

  it('end at the end of the log in these states, and in no other [C17]', () => {
    for (const name of ['message', 'pause', 'resume', 'forceAnswer', 'cancel'] as const) {
      for (const leaf of LEAF_STATE_NAMES) {
        const state = stateAt(leaf, { intents: [intent({ name })] });
        const body = { status: state.wireStatus };
        const next = replay(observe(state, { source: 'status', body, at: AT, endOfLog: 0 }), { from: state });
        const isOver = INTENT_RULES[name]?.states.includes(leaf) === true || state.finishedAt !== null;
        expect(next.intents.length, `${name} in ${leaf}`).toBe(isOver ? 0 : 1);
      }
    }
  });

  it('end each for itself [C17]', () => {
    const intents = [
      intent({ name: 'cancel' }),
      intent({ name: 'forceAnswer' }),
      intent({ name: 'toolResults', callIds: ['a'] }),
    ];
    const state = stateAt('awaitingTools', { ...OPEN_CALLS, intents, nextIndex: 3 });
    const answered = evolve(state, {
      kind: 'event',
      index: 3,
      event: { type: 'AgentEvent', data: { kind: 'answer_event', answer: 1 }, timestamp: AT },
      at: AT,
    });
    expect(answered.intents.map(({ command }) => command.name)).toEqual(['cancel', 'toolResults']);
    const settled = evolve(state, {
      kind: 'event',
      index: 3,
      event: { type: 'AgentEvent', data: { kind: 'tool_result', tool_req: { id: 'a' } }, timestamp: AT },
      at: AT,
    });
    expect(settled.intents.map(({ command }) => command.name)).toEqual(['cancel', 'forceAnswer']);
    const late: LogEntry = {
      kind: 'command',
      command: { name: 'resume' },
      outcome: 'accepted',
      at: AT,
      sentAtEventIndex: 0,
    };
    expect(
      evolve(stateAt('working', { nextIndex: 3, intents: [intent({ name: 'cancel' })] }), late).intents,
    ).toHaveLength(1);
    const another: LogEntry = { kind: 'command', command: { name: 'cancel' }, outcome: 'accepted', at: AT };
    expect(evolve(stateAt('working', { intents: [intent({ name: 'pause' })] }), another).intents).toHaveLength(2);
    const pausing: LogEntry = { kind: 'command', command: { name: 'pause' }, outcome: 'accepted', at: AT };
    expect(evolve(stateAt('working', { intents: [intent({ name: 'cancel' })] }), pausing).intents).toHaveLength(2);
  });

  it('take what was said in several parts as one, line by line [C17]', () => {
    const said = intent({ name: 'message', text: 'one\ntwo' });
    const state = stateAt('working', { intents: [said] });
    expect(evolve(state, echo(0, ['one', { source: 'x' }, 'two'])).intents).toEqual([]);
    expect(evolve(state, echo(0, ['onetwo'])).intents).toHaveLength(1);
  });

  it('mark only the oldest message of the same caller as rewritten [C17]', () => {
    const intents = [
      intent({ name: 'cancel' }),
      intent({ name: 'message', text: 'a', callerId: 'me' }),
      intent({ name: 'message', text: 'b' }),
      intent({ name: 'message', text: 'c' }),
    ];
    const marks = (log: readonly LogEntry[]) =>
      replay(log, { from: stateAt('working', { intents }) }).intents.map(
        ({ echoedOtherwise }) => echoedOtherwise === true,
      );
    expect(marks([echo(0, ['x'])])).toEqual([false, false, true, false]);
    expect(marks([echo(0, ['x']), echo(1, ['y'])])).toEqual([false, false, true, true]);
    expect(marks([echo(0, ['x'], { caller_id: 'me' })])).toEqual([false, true, false, false]);
    expect(marks([echo(0, ['x'], { caller_id: 'nobody' })])).toEqual([false, false, false, false]);
  });

  it('keep a rewritten message over what does not end its turn [C17]', () => {
    const rewritten = [intent({ name: 'message', text: 'a' }, { echoedOtherwise: true })];
    const state = stateAt('working', { intents: rewritten });
    const fact = (name: 'awaitedTools' | 'idled'): LogEntry => ({ kind: 'fact', fact: name, at: AT });
    expect(evolve(state, fact('awaitedTools')).intents).toHaveLength(1);
    const read = (from: typeof state) =>
      replay(observe(from, { source: 'status', body: { status: from.wireStatus }, at: AT, endOfLog: 0 }), { from });
    expect(read(state).intents).toHaveLength(1);
    expect(read(stateAt('idle', { intents: rewritten })).intents).toEqual([]);
    expect(read(stateAt('idle', { intents: [intent({ name: 'message', text: 'a' })] })).intents).toHaveLength(1);
  });

  it('compare an empty message with an empty echo only [C17]', () => {
    const state = stateAt('working', { intents: [intent({ name: 'message' })] });
    expect(evolve(state, echo(0, [])).intents).toEqual([]);
    expect(evolve(state, echo(0, ['x'])).intents).toHaveLength(1);
  });

  it('leave other commands open when the session ends by a cancel [C17]', () => {
    const intents = [intent({ name: 'pause' }), intent({ name: 'cancel' })];
    const ended = evolve(stateAt('working', { intents }), { kind: 'fact', fact: 'interrupted', at: AT });
    expect(ended.endedIntents.last.map(({ command, endedBy }) => [command.name, endedBy])).toEqual([
      ['cancel', 'effect'],
      ['pause', 'ended'],
    ]);
  });
});

describe('what a fact or a report leaves alone', () => {
  it('an error is taken when a session ends, not by what repeats or goes on [C2]', () => {
    const failing = (state: ReturnType<typeof stateAt>, fact: 'paused' | 'failed' | 'started') =>
      evolve(state, { kind: 'fact', fact, at: AT, error: 'e', errorCode: 'c' });
    expect(failing(stateAt('working'), 'paused')).toMatchObject({ error: null, errorCode: null });
    expect(failing(stateAt('working'), 'failed')).toMatchObject({ error: 'e', errorCode: 'c' });
    expect(failing(stateAt('failed', { error: 'x', errorCode: 'y' }), 'failed')).toMatchObject({
      error: 'x',
      errorCode: 'y',
    });
    const launching = stateAt('launching', { error: 'x' });
    expect(evolve(launching, { kind: 'fact', fact: 'reopened', at: AT }).error).toBe('x');
    expect(evolve(launching, { kind: 'fact', fact: 'started', at: AT }).error).toBe('x');
  });

  it('a jump between two ends, or two goings, keeps the error [C14]', () => {
    const jump = (from: 'completed' | 'working', to: 'failed' | 'launching') =>
      evolve(stateAt(from, { error: 'x' }), { kind: 'violation', from, to, at: LATER, eventIndex: 7 });
    expect(jump('completed', 'failed')).toMatchObject({ error: 'x', finishedAt: LATER, enteredAtEventIndex: 7 });
    expect(jump('working', 'launching').error).toBe('x');
  });

  it('where a state was entered is the event that told it, or the next one [C2]', () => {
    const state = stateAt('working', { nextIndex: 5 });
    expect(evolve(state, { kind: 'fact', fact: 'idled', at: AT, eventIndex: 4 }).enteredAtEventIndex).toBe(4);
    expect(evolve(state, { kind: 'fact', fact: 'idled', at: AT }).enteredAtEventIndex).toBe(5);
    const violation: LogEntry = { kind: 'violation', from: 'working', to: 'queued', at: AT };
    expect(evolve(state, violation).enteredAtEventIndex).toBe(5);
  });

  it('an empty via is no skip [C13]', () => {
    expect(evolve(stateAt('working'), { kind: 'fact', fact: 'idled', via: [], at: AT }).skips.count).toBe(0);
  });

  it('an event without a start of its own keeps the time of its event [C11]', () => {
    const state = { ...initialState(), report: { source: 'status', status: 'running', startedAt: LATER } } as const;
    expect(evolve(state, { kind: 'fact', fact: 'started', at: AT }).startedAt).toBe(AT);
    expect(evolve(state, { kind: 'fact', fact: 'started', at: AT, reported: true }).startedAt).toBe(LATER);
  });

  it('a repeat does not touch open calls or clocks [C2 C19]', () => {
    const idle = stateAt('idle', { idleSince: AT, activeMs: 5 });
    expect(evolve(idle, { kind: 'fact', fact: 'idled', at: LATER })).toMatchObject({ idleSince: AT, activeMs: 5 });
    const awaiting = stateAt('awaitingTools', OPEN_CALLS);
    expect(evolve(awaiting, { kind: 'fact', fact: 'resumed', at: AT }).pendingToolCalls).toHaveLength(2);
  });

  it('the clock of the time limit runs in a run that has started, and nowhere else, also after a violation [C19]', () => {
    const limits = { maxSteps: null, maxTimeSeconds: 60, idleTimeoutSeconds: null };
    for (const from of LEAF_STATE_NAMES) {
      for (const to of LEAF_STATE_NAMES) {
        const jumped = evolve(stateAt(from, { limits }), { kind: 'violation', from, to, at: LATER });
        const runs = jumped.status === 'running' || (jumped.status === 'paused' && jumped.resumesTo !== 'launching');
        expect(jumped.activeSince !== null, `${from} to ${to}`).toBe(runs);
        expect(jumped.deadlines.maxTimeAt !== null, `${from} to ${to}`).toBe(runs);
        if (runs) expect(jumped.startedAt, `${from} to ${to}`).not.toBeNull();
      }
    }
  });

  it('a report of no steps counts nothing, one of as many is no news [C11]', () => {
    const state = initialState();
    const read = (steps: number, from = state) =>
      observe(from, { source: 'status', body: { status: 'pending', steps }, at: AT });
    expect(read(0)).toEqual([]);
    const body = { status: 'paused', steps: 0 };
    expect(replay(observe(state, { source: 'status', body, at: AT })).stepsReported).toBe(false);
    expect(read(3, { ...state, steps: 3 })).toEqual([]);
    const metrics = { ...state, metrics: { steps: 3, total_cost: 1 } };
    const page = { status: 'pending', metrics: { steps: 3, total_cost: 2 } };
    expect(observe(metrics, { source: 'changes', fromIndex: 0, page, at: AT })).toEqual([]);
  });

  it('a report says no more than was read, a fact no more than a report [C11]', () => {
    const [, fact] = observe(stateAt('working'), { source: 'status', body: { status: 'idle' }, at: AT, endOfLog: 0 });
    expect(fact).toStrictEqual({ kind: 'fact', fact: 'idled', at: AT, reported: true });
    const [, violation] = observe(stateAt('completed'), {
      source: 'status',
      body: { status: 'idle' },
      at: AT,
      endOfLog: 0,
    });
    expect(violation).toStrictEqual({ kind: 'violation', from: 'completed', to: 'idle', at: AT, word: 'idle' });
    const limited = {
      id: 'x',
      request: { agent: 'a', idle_timeout_s: 30 },
      status: { status: 'pending' },
      created_at: AT,
    };
    const known = replay(observe(initialState(), { source: 'session', body: limited, at: AT }));
    expect(known.limits.idleTimeoutSeconds).toBe(30);
    const body = { status: 'pending', created_at: AT } as never;
    expect(observe(initialState(), { source: 'status', body, at: AT })).toHaveLength(1);
    expect(observe({ ...initialState(), createdAt: AT }, { source: 'status', body, at: AT })).toEqual([]);
  });

  it('a report that was kept is told again at the end of the log, with all it says [C11]', () => {
    const body = { status: 'completed', outcome: 'partial' };
    const state = replay(observe(stateAt('working'), { source: 'status', body, at: AT }), { from: stateAt('working') });
    expect(state.outcome).toBeNull();
    const entries = observe(state, { source: 'status', body, at: AT, endOfLog: 0 });
    expect(entries.map(({ kind }) => kind)).toEqual(['report', 'fact']);
    expect(replay(entries, { from: state })).toMatchObject({ state: 'completed', outcome: 'partial' });
  });

  it('limits that are known already are no news, others are [C19]', () => {
    const limits = { maxSteps: 1, maxTimeSeconds: null, idleTimeoutSeconds: null };
    const read = (maxSteps: number) =>
      observe(
        { ...initialState({ limits }), createdAt: AT },
        {
          source: 'session',
          body: {
            id: 'x',
            request: { agent: 'a', max_steps: maxSteps },
            status: { status: 'pending' },
            created_at: AT,
          },
          at: AT,
        },
      ).length;
    expect([read(1), read(2)]).toEqual([0, 1]);
  });

  it('an echo that was matched late is not matched again, others are [C17]', () => {
    const echoed = replay([echo(0, ['a']), echo(1, ['b'])], { from: stateAt('working') });
    const sent = (text: string): LogEntry => ({
      kind: 'command',
      command: { name: 'message', text },
      outcome: 'accepted',
      at: AT,
      sentAtEventIndex: 0,
    });
    expect(replay([sent('a'), sent('b')], { from: echoed }).intents).toEqual([]);
    expect(replay([sent('a'), sent('a')], { from: echoed }).intents).toHaveLength(1);
    expect(evolve(evolve(echoed, sent('c')), sent('a')).intents).toMatchObject([{ command: { text: 'c' } }]);
  });
});
