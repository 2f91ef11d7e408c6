import { initialState, replay, type FactName, type LogEntry } from '@agent-session/core';
import { factEntries } from '@agent-session/core/authority';
import { expect as jestExpect } from 'expect';
import { describe, expect, test } from 'vitest';
import { sessionMatchers } from '../src/expect.js';
import '../src/vitest.js';

jestExpect.extend(sessionMatchers);

function logOf(...facts: readonly FactName[]): LogEntry[] {
  const log: LogEntry[] = [];
  for (const [second, fact] of facts.entries()) {
    const at = new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
    const state = { ...initialState(), nextIndex: second };
    log.push(...factEntries(state, [fact], { at }));
  }
  return log;
}
const eventsOf = (log: readonly LogEntry[]) => log.flatMap((entry) => (entry.kind === 'event' ? [entry.event] : []));
const messageOf = (assert: () => void): string => {
  try {
    assert();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('The assertion held.');
};

const legal = logOf('launched', 'started', 'paused', 'resumed', 'completed');
const illegal = logOf('launched', 'started', 'completed', 'paused');

describe.each([
  ['vitest', expect],
  ['expect (Jest)', jestExpect as unknown as typeof expect],
])('the matchers in %s', (_, expect) => {
  test('take events, logs, and whatever has a log', () => {
    for (const source of [legal, eventsOf(legal), { log: () => legal }, { log: legal }]) {
      expect(source).toBeLegalHistory();
      expect(source).toHaveReached('paused');
      expect(source).not.toHaveReached('failed');
      expect(source).toHaveStatusSequence(['pending', 'running', 'paused', 'running', 'completed']);
    }
    expect(messageOf(() => expect(7).toBeLegalHistory())).toContain('got a number');
    expect(messageOf(() => expect(undefined).toBeLegalHistory())).toContain('got undefined');
    expect(messageOf(() => expect(Promise.resolve([])).toBeLegalHistory())).toContain('got a promise (await it first)');
  });

  test('show the first illegal step', () => {
    expect(replay(legal).status).toBe('completed');
    for (const source of [illegal, eventsOf(illegal)]) {
      expect(source).not.toBeLegalHistory();
      const message = messageOf(() => expect(source).toBeLegalHistory());
      expect(message).toMatch(/^\s*working → completed {2}completed$|event 2 {2}working → completed/m);
      expect(message).toMatch(/✗ event 3 +completed → /);
    }
  });

  test('show where a sequence parts', () => {
    const message = messageOf(() => expect(legal).toHaveStatusSequence(['pending', 'running', 'completed']));
    expect(message).toContain('Expected pending → running → [completed]');
    expect(message).toContain('Received pending → running → [paused] → running → completed');
    const short = messageOf(() => expect(logOf('launched')).toHaveStatusSequence(['pending', 'running']));
    expect(short).toContain('Received pending → [the end]');
  });

  test('refuse statuses that are none', () => {
    expect(messageOf(() => expect(legal).toHaveReached('done' as never))).toContain('"done" is no status');
    const sequence = (statuses: unknown) => messageOf(() => expect(legal).toHaveStatusSequence(statuses as never));
    expect(sequence(['pending', 'runing'])).toContain('"runing" is no status here. There are: pending, running');
    expect(sequence(['pending', 'awaitingTools'])).toContain('"awaitingTools" is no status');
    expect(sequence('pending')).toContain('must be a list of statuses');
  });

  test('claim nothing of an empty read, whichever way they are asked', () => {
    for (const source of [[], { log: () => [] }, { log: [] }]) {
      for (const claim of [expect(source), expect(source).not]) {
        expect(messageOf(() => claim.toBeLegalHistory())).toContain('Nothing was read');
        expect(messageOf(() => claim.toHaveReached('failed'))).toContain('Nothing was read');
        expect(messageOf(() => claim.toHaveStatusSequence([]))).toContain('Nothing was read');
        expect(messageOf(() => claim.toHaveEmitted('AgentErrorEvent'))).toContain('Nothing was read');
      }
    }
  });

  test('claim nothing of events that nobody knows', () => {
    const events = [...eventsOf(legal), { type: 'AgentDancedEvent', data: {}, timestamp: '' }];
    for (const claim of [expect(events), expect(events).not]) {
      expect(messageOf(() => claim.toBeLegalHistory())).toContain('Event 5 is of the type "AgentDancedEvent"');
      expect(messageOf(() => claim.toHaveReached('failed'))).toContain('Event 5');
      expect(messageOf(() => claim.toHaveStatusSequence(['pending']))).toContain('Event 5');
    }
    expect(events).toHaveReached('paused');
    expect(events).toHaveEmitted('AgentDancedEvent');
    const besides = { besides: ['AgentDancedEvent'] };
    expect(events).toBeLegalHistory(besides);
    expect(events).not.toHaveReached('failed', besides);
    expect(events).toHaveStatusSequence(['pending', 'running', 'paused', 'running', 'completed'], besides);
  });

  test('count no state that nobody told of', () => {
    const begun = eventsOf(legal).slice(1);
    for (const state of ['pending', 'launching', 'queued'] as const) {
      expect(begun).not.toHaveReached(state);
      expect(messageOf(() => expect(begun).toHaveReached(state))).toContain(`to have been ${state}. It was told`);
    }
    const toldNothing = [{ type: 'AgentEvent', data: { kind: 'policy_event' }, timestamp: '' }];
    expect(messageOf(() => expect(toldNothing).toHaveReached('pending'))).toContain('go through nothing');
    expect(legal).toHaveReached('launching');
    expect(legal).not.toHaveReached('queued');
  });

  test('check answers by their schema', () => {
    const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] } as const;
    expect({ n: 1 }).toConformTo(schema);
    expect({ n: 'one' }).not.toConformTo(schema);
    expect(messageOf(() => expect({}).toConformTo(schema))).toMatch(/^Expected .* but:\n\n {2}.*"n"/);
  });

  test('find events by type or kind, and by a part of their data', () => {
    const events = [
      ...eventsOf(legal),
      { type: 'AgentEvent', data: { kind: 'answer_event', answer: { n: 1, m: [1] } }, timestamp: '' },
    ];
    expect(events).toHaveEmitted('AgentCompletionEvent', { reason: 'finished' });
    expect(events).toHaveEmitted('answer_event', { answer: { n: expect.any(Number) } });
    expect(events).not.toHaveEmitted('answer_event', { answer: { n: 2 } });
    expect(events).not.toHaveEmitted('AgentErrorEvent');
    const message = messageOf(() => expect(events).toHaveEmitted('answer_event', { answer: { n: 2 } }));
    expect(message).toContain('There are:\n\n  event 5  AgentEvent  {"kind":"answer_event"');
    const wanted = { answer: { n: expect.any(String), m: expect.objectContaining({ k: 1 }) } };
    expect(messageOf(() => expect(events).toHaveEmitted('answer_event', wanted))).toContain(
      'Expected an event answer_event with {"answer":{"n":Any<String>,"m":ObjectContaining({"k":1})}}.',
    );
    for (const type of [undefined, '', 7]) {
      expect(messageOf(() => expect(events).toHaveEmitted(type as never))).toContain('takes the type or the kind');
      expect(messageOf(() => expect(events).not.toHaveEmitted(type as never))).toContain('takes the type or the kind');
    }
    expect(messageOf(() => expect(events).toHaveEmitted('answer_event', 'x' as never))).toContain(
      'takes an object of fields, not "x"',
    );
    const many = Array.from({ length: 30 }, () => events[0]);
    expect(messageOf(() => expect(many).toHaveEmitted('answer_evnt'))).toMatch(
      /none of that type, but:[^]*… and 10 more$/,
    );
  });
});
