import { isDeepStrictEqual } from 'node:util';
import type { SessionChanges, SessionEvent } from '@agent-session/protocol';
import { describe, expect, it } from 'vitest';
import {
  FACT_NAMES,
  LEAF_STATES,
  LEAF_STATE_NAMES,
  LogGapError,
  allowedFacts,
  eventForFact,
  evolve,
  initialState,
  isAheadOfEvents,
  isReachable,
  observe,
  replay,
  shortestPath,
  type FactName,
  type LogEntry,
  type Reading,
  type SessionState,
} from '../src/index.js';
import { AT, everyState, stateAt } from './states.js';

const LATER = '2026-01-01T01:00:00.000Z';

function event(fact: FactName, timestamp = AT): SessionEvent {
  return eventForFact(fact, {}, timestamp);
}

function page(state: SessionState, events: readonly SessionEvent[], more: Partial<SessionChanges> = {}): Reading {
  const word = more.status ?? 'running';
  return {
    source: 'changes',
    fromIndex: state.nextIndex,
    page: { ...more, status: word, new_events: events },
    at: LATER,
  };
}

const status = (word: string, more: object = {}, endOfLog?: number): Reading => ({
  source: 'status',
  body: { status: word, ...more },
  at: LATER,
  ...(endOfLog === undefined ? {} : { endOfLog }),
});

const told = (entries: readonly LogEntry[]) =>
  entries.map((entry) => {
    switch (entry.kind) {
      case 'event':
        return entry.index;
      case 'fact':
        return [...(entry.via ?? []), entry.fact].join('>');
      case 'violation':
        return `${entry.from}!${entry.to}`;
      default:
        return entry.kind;
    }
  });

describe('observing events', () => {
  it('records each event at its index and the fact it carries after it, at the time of the event [C11]', () => {
    const entries = observe(initialState(), page(initialState(), [event('launched'), event('started', AT)]));
    expect(entries).toEqual([
      { kind: 'event', index: 0, event: event('launched'), at: LATER },
      { kind: 'fact', fact: 'launched', at: AT, eventIndex: 0 },
      { kind: 'event', index: 1, event: event('started'), at: LATER },
      { kind: 'fact', fact: 'started', at: AT, eventIndex: 1 },
    ]);
    expect(replay(entries)).toMatchObject({ state: 'working', startedAt: AT, turn: 1, nextIndex: 2 });
  });

  it('takes the time of reading where an event has none [C11 C15]', () => {
    for (const timestamp of ['', 'yesterday', undefined as never]) {
      const [, fact] = observe(initialState(), page(initialState(), [{ ...event('started'), timestamp }]));
      expect(fact).toMatchObject({ fact: 'started', at: LATER });
    }
  });

  it.each(everyState())('reads back the very fact a server wrote: $title [C16]', ({ state }) => {
    for (const fact of allowedFacts(state)) {
      // A session of which nothing was seen yet cannot have been reopened: the same event is its creation.
      if (fact === 'reopened' && state.turn === 0) continue;
      const next = evolve(state, { kind: 'fact', fact, at: AT });
      const entries = observe(state, page(state, [event(fact)], { status: next.wireStatus }));
      const { version, ...changed } = next;
      expect(told(entries), fact).toEqual(
        isDeepStrictEqual({ version: version - 1, ...changed }, state) ? [0] : [0, fact],
      );
    }
  });

  it('takes a wait for tools as the start of a reopened launch that is paused: the limit of time runs from there [C11]', () => {
    const facts = ['launched', 'started', 'completed', 'reopened', 'paused', 'awaitedTools', 'started'] as const;
    const events = facts.map((fact, second) => event(fact, new Date(Date.parse(AT) + second * 1000).toISOString()));
    const opened = evolve(initialState({ reopen: true }), { kind: 'opened', at: AT, limits: { maxTimeSeconds: 60 } });
    const entries = observe(opened, page(opened, events, { status: 'paused' }));
    expect(told(entries).slice(-2)).toEqual(['started>awaitedTools', 6]);
    expect(replay(entries, { from: opened })).toMatchObject({
      state: 'paused',
      activeSince: '2026-01-01T00:00:05.000Z',
      deadlines: { maxTimeAt: '2026-01-01T00:01:05.000Z' },
    });
  });

  it('absorbs what was seen already, in full and in part [C10]', () => {
    const state = stateAt('working', { nextIndex: 5 });
    const again = (fromIndex: number, count: number) =>
      told(
        observe(state, {
          source: 'changes',
          fromIndex,
          page: { status: 'running', new_events: Array.from({ length: count }, () => event('idled')) },
          at: LATER,
        }),
      );
    expect(again(2, 3)).toEqual([]);
    expect(again(0, 0)).toEqual([]);
    expect(again(3, 3)).toEqual([5, 'idled', 'report']);
    expect(again(5, 2)).toEqual([5, 'idled', 6, 'report']);
  });

  it('throws on a gap, naming both indexes, and on an index that is none [C10]', () => {
    const state = stateAt('working', { nextIndex: 5 });
    const read = (fromIndex: number) => () =>
      observe(state, {
        source: 'changes',
        fromIndex,
        page: { status: 'running', new_events: [event('idled')] },
        at: AT,
      });
    expect(read(6)).toThrow(LogGapError);
    expect(read(6)).toThrow('The next event of the log is 5, but what came begins at 6. Read again from 5.');
    for (const bad of [-1, 1.5, Number.NaN]) expect(read(bad)).toThrow(RangeError);
    const nothing = { source: 'changes', fromIndex: 9, page: { status: 'running' }, at: AT } as const;
    expect(observe(state, nothing)).toEqual([]);
  });

  it('notes the states nobody showed in via, shortest way first [C13]', () => {
    const seen = (state: SessionState, fact: FactName) =>
      told(observe(state, page(state, [event(fact)], { status: 'completed' })))[1];
    expect(seen(initialState(), 'completed')).toBe('started>completed');
    expect(seen(stateAt('queued'), 'failed')).toBe('dequeued>failed');
    expect(seen(stateAt('queued'), 'idled')).toBe('dequeued>started>idled');
    expect(seen(stateAt('paused'), 'completed')).toBe('resumed>completed');
    expect(seen(stateAt('paused', { resumesTo: 'launching' }), 'idled')).toBe('resumed>started>idled');
    expect(seen(stateAt('idle'), 'paused')).toBe('woken>paused');
    expect(seen(stateAt('idle'), 'started')).toBe('woken');
    expect(seen(stateAt('launching'), 'woken')).toBe('started');
    expect(seen(stateAt('completed', { reopen: true }), 'started')).toBe('reopened>started');
    const state = replay(observe(initialState(), page(initialState(), [event('completed')])));
    expect(state.skips).toEqual({
      count: 1,
      last: [{ from: 'launching', via: ['started'], fact: 'completed', index: 1 }],
    });
  });

  it('takes an event that fits the state as a repeat [C13]', () => {
    const read = (state: SessionState, fact: FactName) => told(observe(state, page(state, [event(fact)])));
    expect(read(stateAt('awaitingTools'), 'started')).toEqual([0, 'report']);
    expect(read(stateAt('queued'), 'launched')).toEqual([0, 'report']);
    expect(read(stateAt('working'), 'resumed')).toEqual([0]);
  });

  it('reads a creation without a word as queued when its page says so [C16]', () => {
    const first = page(initialState(), [event('launched')], { status: 'queued' });
    expect(told(observe(initialState(), first))).toEqual([0, 'queued']);
    const started = page(initialState(), [event('started')], { status: 'queued' });
    expect(told(observe(initialState(), started))).toEqual([0, 'started', 'report']);
    const later = stateAt('launching');
    expect(told(observe(later, page(later, [event('launched')], { status: 'queued' })))).toEqual([0, 'report']);
  });

  it.each(everyState())(
    'records every jump that cannot be as a violation, and follows it: $title [C14]',
    ({ state }) => {
      for (const fact of FACT_NAMES) {
        const [entry, ...rest] = observe(state, page(state, [event(fact)]))
          .slice(1)
          .filter(({ kind }) => kind !== 'report');
        expect(rest).toEqual([]);
        if (entry === undefined) continue;
        const next = replay([{ kind: 'event', index: 0, event: event(fact), at: LATER }, entry], { from: state });
        if (entry.kind === 'violation') {
          expect(isReachable(state, entry.to)).toBe(false);
          expect(entry).toMatchObject({ from: state.state, to: next.state, at: AT, eventIndex: 0 });
          expect(next.violations).toEqual({ count: 1, last: [entry] });
          expect(next.status).toBe(LEAF_STATES[entry.to].status);
        } else {
          expect(next.violations.count).toBe(0);
        }
      }
    },
  );

  it('names what a violation says: states, fact, event [C14]', () => {
    const read = (state: SessionState, fact: FactName) => observe(state, page(state, [event(fact)]))[1];
    expect(read(stateAt('completed'), 'started')).toEqual({
      kind: 'violation',
      from: 'completed',
      to: 'working',
      at: AT,
      eventIndex: 0,
      fact: 'started',
    });
    expect(read(stateAt('completed'), 'failed')).toMatchObject({ from: 'completed', to: 'failed', fact: 'failed' });
    expect(read(stateAt('failed'), 'launched')).toMatchObject({ from: 'failed', to: 'launching', fact: 'reopened' });
    expect(read(stateAt('queued'), 'failed')).toBeDefined();
  });

  it('lets events that carry no fact follow the end [C5]', () => {
    const state = stateAt('completed');
    const metrics = { type: 'MetricsUpdateEvent', data: { metrics: { steps: 7 } }, timestamp: AT };
    const entries = observe(state, page(state, [metrics], { status: 'completed' }));
    expect(told(entries)).toEqual([0]);
    expect(replay(entries, { from: state })).toMatchObject({ state: 'completed', steps: 7 });
  });
});

describe('observing a status', () => {
  it('adds nothing when the events explain it [C11]', () => {
    expect(observe(stateAt('working'), status('running'))).toEqual([]);
    expect(observe(stateAt('working'), status('running', {}, 0))).toEqual([]);
  });

  it('keeps one they do not explain as a report, once, and leaves the state alone [C11]', () => {
    const state = stateAt('working');
    const entries = observe(state, status('completed', { error: null }));
    expect(entries).toEqual([{ kind: 'report', at: LATER, report: { source: 'status', status: 'completed' } }]);
    const next = replay(entries, { from: state });
    expect(next).toMatchObject({ state: 'working', wireStatus: 'running', report: { status: 'completed' } });
    expect(observe(next, status('completed'))).toEqual([]);
    expect(told(observe(next, status('failed')))).toEqual(['report']);
  });

  it('makes it a fact at the end of the log, with what was skipped [C11 C13]', () => {
    const state = stateAt('queued', { nextIndex: 1 });
    const entries = observe(state, status('completed', {}, 1));
    expect(entries).toEqual([
      { kind: 'report', at: LATER, report: { source: 'status', status: 'completed' }, endOfLog: 1 },
      { kind: 'fact', fact: 'completed', via: ['dequeued', 'started'], at: LATER, reported: true },
    ]);
    const next = replay(entries, { from: state });
    expect(next).toMatchObject({ state: 'completed', finishedAt: LATER });
    expect(isAheadOfEvents(next)).toBe(true);
    expect(isAheadOfEvents(state)).toBe(false);
  });

  it('does not take the end of an older log for the end of this one [C11]', () => {
    const state = stateAt('working', { nextIndex: 3 });
    expect(told(observe(state, status('completed', {}, 2)))).toEqual(['report']);
    expect(told(observe(state, status('completed', {}, 3)))).toEqual(['report', 'completed']);
    const drained: Reading = { source: 'changes', fromIndex: 0, page: { status: 'completed' }, at: LATER, endOfLog: 3 };
    expect(told(observe(state, drained))).toEqual(['report', 'completed']);
  });

  it.each(everyState())('accepts at the end of the log exactly what can be reached: $title [C13 C14]', ({ state }) => {
    for (const leaf of LEAF_STATE_NAMES) {
      const { word } = LEAF_STATES[leaf];
      const entries = observe(state, status(word, {}, 0));
      const next = replay(entries, { from: state });
      expect(next.state).toBe(leaf);
      if (leaf === state.state) expect(entries).toEqual([]);
      else if (isReachable(state, leaf)) expect(next.violations.count).toBe(0);
      else expect(entries.at(-1)).toEqual({ kind: 'violation', from: state.state, to: leaf, at: LATER, word });
    }
  });

  it('knows where a pause can lead by what it remembers [C13]', () => {
    const paused = (resumesTo: 'launching' | 'working') => stateAt('paused', { resumesTo });
    expect(isReachable(paused('launching'), 'launching')).toBe(true);
    expect(isReachable(paused('working'), 'launching')).toBe(false);
    expect(isReachable(stateAt('working'), 'launching')).toBe(false);
    expect(isReachable(stateAt('completed'), 'completed')).toBe(false);
    expect(shortestPath(paused('launching'), ['awaitingTools'])).toEqual(['resumed', 'started', 'awaitedTools']);
    expect(shortestPath(stateAt('launching'), ['idle', 'paused'])).toEqual(['paused']);
    expect(shortestPath(stateAt('completed'), ['idle', 'paused'])).toBeNull();
  });

  it('takes the times and the error of the body [C11]', () => {
    const started = observe(initialState(), {
      source: 'session',
      body: { id: 'x', request: { agent: 'a' }, status: { status: 'running' }, created_at: AT, started_at: AT },
      at: LATER,
      endOfLog: 0,
    });
    expect(replay(started)).toMatchObject({ state: 'working', startedAt: AT, createdAt: AT });
    const body = { error: 'It broke.', error_code: 'internal', finished_at: AT };
    const entries = observe(stateAt('queued'), { ...status('failed', body, 0) });
    expect(entries[1]).toMatchObject({ at: AT, error: 'It broke.', errorCode: 'internal' });
    expect(replay(entries, { from: stateAt('queued') })).toMatchObject({
      finishedAt: AT,
      error: 'It broke.',
      errorCode: 'internal',
    });
  });

  it('uses the start the body tells for a start that was skipped [C13]', () => {
    const reading: Reading = {
      source: 'changes',
      fromIndex: 0,
      page: { status: 'completed', started_at: AT, finished_at: LATER },
      at: '2026-01-02T00:00:00.000Z',
      endOfLog: 0,
    };
    expect(replay(observe(initialState(), reading))).toMatchObject({ startedAt: AT, finishedAt: LATER });
  });

  it('lets later events catch up with a status that ran ahead, without a violation [C12]', () => {
    let state = stateAt('working', { nextIndex: 1 });
    const read = (reading: Reading) => {
      const entries = observe(state, reading);
      state = replay(entries, { from: state });
      return told(entries);
    };
    expect(read(status('completed', {}, 1))).toEqual(['report', 'completed']);
    expect(state).toMatchObject({ state: 'completed', turn: 1, behind: { state: 'working' } });
    expect(read(page(state, [event('idled')], { status: 'completed' }))).toEqual([1, 'idled']);
    expect(state).toMatchObject({ state: 'completed', behind: { state: 'idle' } });
    expect(read(page(state, [event('woken')], { status: 'completed' }))).toEqual([2, 'woken']);
    expect(state).toMatchObject({ state: 'completed', turn: 2, behind: { state: 'working', turn: 2 } });
    expect(read(page(state, [event('completed')], { status: 'completed' }))).toEqual([3, 'completed']);
    expect(state).toMatchObject({ state: 'completed', turn: 2, behind: null, finishedAt: AT });
  });

  it('goes on with the events when they pass by what a status said [C12]', () => {
    const ahead = replay(observe(stateAt('idle'), status('running', {}, 0)), { from: stateAt('idle') });
    expect(ahead).toMatchObject({ state: 'working', turn: 2, behind: { state: 'idle', turn: 1 } });
    const ended = replay(observe(ahead, page(ahead, [event('completed')])), { from: ahead });
    expect(ended).toMatchObject({ state: 'completed', turn: 1, behind: null, violations: { count: 0 } });
  });

  it('has nothing to catch up with after a violation [C14]', () => {
    const ahead = replay(observe(stateAt('working'), status('completed', {}, 0)), { from: stateAt('working') });
    const entries = observe(ahead, status('running', {}, 0));
    expect(told(entries)).toEqual(['report', 'completed!working']);
    const next = replay(entries, { from: ahead });
    expect(next).toMatchObject({ state: 'working', behind: null, finishedAt: null, turn: 1, violations: { count: 1 } });
  });

  it('keeps a word nobody knows, notes it once, and goes on [C15]', () => {
    const entries = observe(stateAt('working'), status('hibernating', {}, 0));
    expect(told(entries)).toEqual(['report']);
    const next = replay(entries, { from: stateAt('working') });
    expect(next).toMatchObject({
      state: 'working',
      status: 'running',
      wireStatus: 'hibernating',
      unknownWords: { count: 1, last: ['hibernating'] },
    });
    expect(observe(next, status('hibernating'))).toEqual([]);
    const back = replay(observe(next, status('running')), { from: next });
    expect(back).toMatchObject({ state: 'working', wireStatus: 'running' });
    const again = replay(observe(back, status('hibernating')), { from: back });
    expect(again.unknownWords.count).toBe(1);
  });

  it('records what a status read knows beside the status, once [C11]', () => {
    const state = stateAt('failed');
    const body = { error: 'No answer.', error_code: 'no_answer', outcome: 'blocked', steps: 3 };
    const next = replay(observe(state, status('failed', body)), { from: state });
    expect(next).toMatchObject({ error: 'No answer.', errorCode: 'no_answer', outcome: 'blocked', steps: 3 });
    expect(observe(next, status('failed', body))).toEqual([]);
    for (const news of [{ error: 'x' }, { error_code: 'x' }, { outcome: 'x' }, { steps: 4 }]) {
      expect(told(observe(next, status('failed', { ...body, ...news })))).toEqual(['report']);
    }
    expect(told(observe(next, status('failed', { ...body, steps: 2 })))).toEqual([]);
    const usage = [{ name: 'm', input_tokens: 1, output_tokens: 2, reasoning_tokens: 0 }];
    const used = replay(observe(next, status('failed', { ...body, usage_per_model: usage })), { from: next });
    expect(used.usage).toEqual(usage);
    expect(observe(used, status('failed', { ...body, usage_per_model: usage }))).toEqual([]);
  });

  it('keeps error and answer of a status that runs ahead out of the state until the end of the log [C11]', () => {
    const state = stateAt('working');
    const read: Reading = {
      source: 'changes',
      fromIndex: 0,
      page: { status: 'failed', error: 'x', answer: 'y' },
      at: AT,
    };
    expect(replay(observe(state, read), { from: state })).toMatchObject({ error: null, answer: null });
    expect(replay(observe(state, { ...read, endOfLog: 0 }), { from: state })).toMatchObject({
      error: 'x',
      answer: { value: 'y', outcome: null, turn: 1, eventIndex: null },
    });
  });
});

describe('a page or body nobody expects', () => {
  it.each([
    null,
    undefined,
    'text',
    [],
    {},
    { status: 7 },
    { status: null, new_events: 'none' },
    { status: { status: 3 } },
    { status: 'running', started_at: 3, metrics: [], answer: undefined, usage_per_model: {} },
  ])('adds nothing and throws nothing: %j [C15]', (body) => {
    expect(observe(stateAt('working'), { source: 'changes', fromIndex: 0, page: body as never, at: AT })).toEqual([]);
    expect(observe(stateAt('working'), { source: 'status', body: body as never, at: AT, endOfLog: 0 })).toEqual([]);
    expect(observe(stateAt('working'), { source: 'session', body: body as never, at: AT })).toEqual([]);
  });

  it('keeps events nobody knows verbatim, and what is no event at all as data of one [C15]', () => {
    const strange = { type: 'StrangeEvent', data: { deep: [1, { x: null }] }, timestamp: 'never', extra: true };
    const entries = observe(
      stateAt('working'),
      page(stateAt('working'), [strange, null, 7, ['a'], { type: 3 }] as never),
    );
    expect(entries.map((entry) => entry.kind === 'event' && entry.event)).toEqual([
      strange,
      { type: '', data: null, timestamp: '' },
      { type: '', data: 7, timestamp: '' },
      { type: '', data: ['a'], timestamp: '' },
      { type: '', data: { type: 3 }, timestamp: '' },
    ]);
  });

  it('survives known events with impossible data [C15]', () => {
    const types = [
      'ActiveStateChangeEvent',
      'AgentRunStatusChangeEvent',
      'AgentCompletionEvent',
      'AgentEvent',
      'MetricsUpdateEvent',
      'LiveViewUrlEvent',
      'RequestStartEvent',
      'AgentErrorEvent',
    ];
    const datas = [
      null,
      undefined,
      3,
      'x',
      [],
      {},
      { state: 'toString' },
      { status: '__proto__' },
      { reason: 'constructor' },
      { kind: 'message_event', content: 3 },
      { kind: 'answer_event' },
      { event: { kind: 'tool_result', tool_req: 3 } },
      { state: 'awaiting_tool_results', pending_tool_calls: [3, null, {}] },
      { metrics: 3 },
    ];
    for (const type of types) {
      for (const data of datas) {
        const state = stateAt('working');
        const entries = observe(state, page(state, [{ type, data, timestamp: AT }]));
        expect(() => replay(entries, { from: state })).not.toThrow();
      }
    }
  });
});
