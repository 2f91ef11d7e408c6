import { initialState, observe, replay } from '@agent-session/core';
import { pauseIsDue } from '@agent-session/core/authority';
import type { Output } from '@agent-session/core/authority';
import { describe, expect, it } from 'vitest';
import { createAuthority, type Authority } from '../src/authority.js';

const LIMITS = { maxSteps: 20, maxTimeSeconds: 60, idleTimeoutSeconds: 10 };

function launch(limits = LIMITS) {
  let second = 0;
  const session = createAuthority(() => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString(), limits);
  const pass = (seconds: number) => {
    second += seconds;
    session.tick();
  };
  return { session, pass };
}

const step: Output = { kind: 'event', event: { kind: 'policy_event', content: 'Looking.' } };
const answer = (value: string): Output => ({ kind: 'event', event: { kind: 'answer_event', answer: value } });
const result = { kind: 'tool_result', tool_req: { tool_name: 'ask', id: 'one' }, result: 'blue' } as const;

function begin(session: Authority) {
  session.say('Which colour?');
  session.output({ kind: 'began' });
  return session.deliver().map(({ message }) => message);
}

describe('a session that its owner runs by core alone', () => {
  it('goes from its launch over a pause, a tool, an answer and a second turn to its end', () => {
    const { session, pass } = launch();
    expect(session.state.status).toBe('pending');
    expect(begin(session)).toEqual(['Which colour?']);
    expect(session.state).toMatchObject({ status: 'running', intents: [] });

    // A pause waits for the end of the step.
    expect(session.command({ name: 'pause' })).toBe('accepted');
    expect([session.state.status, pauseIsDue(session.state)]).toEqual(['running', true]);
    session.output(step);
    expect(session.state.status).toBe('paused');
    expect(session.output(step)).toBe('later');
    expect(session.command({ name: 'resume' })).toBe('accepted');
    expect(session.output(step)).toBe('go-on');

    // The agent waits for its caller.
    session.output({ kind: 'toolCalls', calls: [{ tool_name: 'ask', id: 'one' }] });
    expect(session.state.wireStatus).toBe('awaiting_tool_results');
    expect(session.command({ name: 'toolResults' }, [{ ...result, tool_req: { tool_name: 'ask', id: 'two' } }])).toBe(
      'refused',
    );
    expect(session.command({ name: 'toolResults' }, [result])).toBe('accepted');
    expect(session.state).toMatchObject({ state: 'working', pendingToolCalls: [], settledToolCallIds: ['one'] });

    // It answers. What was said meanwhile is not lost: it runs again.
    session.output(answer('blue'));
    session.say('And why?');
    expect(session.output({ kind: 'returned' })).toBe('again');
    session.deliver();
    session.output(answer('because'));
    expect(session.output({ kind: 'returned' })).toBe('over');
    expect(session.state).toMatchObject({ status: 'idle', answer: { value: 'because' } });

    // A message wakes it, silence completes it.
    pass(9);
    expect(session.say('Thanks.')).toBe('accepted');
    session.output({ kind: 'began' });
    session.deliver();
    session.output(answer('you are welcome'));
    session.output({ kind: 'returned' });
    pass(10);
    expect(session.state).toMatchObject({ status: 'completed', turn: 2, steps: 2, intents: [] });
    expect(session.say('Still there?')).toBe('refused');
  });

  it('asks for the answer when the time is up, and ends without one', () => {
    const { session, pass } = launch();
    begin(session);
    session.output({ kind: 'toolCalls', calls: [{ tool_name: 'ask', id: 'one' }] });
    pass(60);
    expect(session.state).toMatchObject({ state: 'working', settledToolCallIds: ['one'] });
    pass(29);
    expect(session.state.status).toBe('running');
    pass(1);
    expect(session.state).toMatchObject({ status: 'timed_out', errorCode: 'timeout' });
  });

  it('asks for the answer at the last step, and takes it', () => {
    const { session } = launch({ ...LIMITS, maxSteps: 1 });
    begin(session);
    session.output(step);
    expect(session.output(answer('red'))).toBe('return');
    session.output({ kind: 'returned' });
    expect(session.state).toMatchObject({ status: 'completed', answer: { value: 'red' } });
  });

  it('is the fold of its log, and what its readers see', () => {
    const { session, pass } = launch();
    begin(session);
    session.command({ name: 'pause' });
    session.command({ name: 'forceAnswer' });
    session.output(answer('green'));
    session.output({ kind: 'returned' });
    pass(10);
    expect(replay(session.log)).toEqual(session.state);

    const events = session.log.flatMap((entry) => (entry.kind === 'event' ? [entry.event] : []));
    const page = { status: 'completed', new_events: events };
    const read = replay(
      observe(initialState(), { source: 'changes', fromIndex: 0, page, at: '2026-01-01T00:02:00.000Z' }),
    );
    expect(read).toMatchObject({ status: 'completed', answer: session.state.answer, violations: { count: 0 } });
    expect(read.skips.count).toBe(0);
  });
});
