import { COMMAND_NAMES } from '@agent-session/protocol';
import { describe, expect, it } from 'vitest';
import {
  AheadOfEventsError,
  COMMAND_TABLE,
  IllegalTransitionError,
  decide,
  evolve,
  fromJSONL,
  isTerminalState,
  replay,
  toJSONL,
  type Command,
  type LogEntry,
  type SessionState,
} from '../src/index.js';
import {
  decideCommand,
  decideDeadline,
  decideDelivery,
  decideLaunch,
  decideOutput,
  decideSlot,
  decideStep,
  pauseIsDue,
  type Output,
} from '../src/authority/index.js';
import { AT, OPEN_CALLS, everyState, intent, stateAt } from './states.js';

const LIMITS = { maxSteps: 2, maxTimeSeconds: 60, idleTimeoutSeconds: 10 };
const OVER_CALLS = { ...OPEN_CALLS, announcedToolCalls: OPEN_CALLS.pendingToolCalls };
const AWAITING = stateAt('awaitingTools', OVER_CALLS);
const PAUSED_OVER_CALLS = stateAt('paused', { ...OVER_CALLS, resumesTo: 'awaitingTools' });
const PAUSE_DUE = { intents: [intent({ name: 'pause' })] };
const step: Output = { kind: 'event', event: { kind: 'policy_event', content: 'Looking.' } };
const answer: Output = { kind: 'event', event: { kind: 'answer_event', answer: 'yes' } };
const result = (id: string | null, tool_name = 'ask') =>
  ({ kind: 'tool_result', tool_req: { tool_name, id }, result: 1 }) as const;

/** Entries in one word each: the command, the event that changes nothing by its kind, the fact. */
function outline(entries: readonly LogEntry[]): string {
  return entries
    .flatMap((entry) => {
      if (entry.kind === 'command') return [`(${entry.command.name})`];
      if (entry.kind === 'fact') return [entry.fact];
      if (entry.kind === 'opened') return ['opened'];
      if (entry.kind !== 'event' || entry.event.type !== 'AgentEvent') return [];
      const { kind, flow } = entry.event.data as { kind: string; flow?: string };
      return [flow ?? kind];
    })
    .join(' ');
}

const asked = (state: SessionState, command: Command, more: object = {}) => {
  const decision = decideCommand(state, command, { at: AT, ...more });
  return decision.outcome === 'accepted' ? outline(decision.entries) : decision.outcome;
};

describe('what follows from a command', () => {
  it.each<[title: string, state: SessionState, command: Command['name'], entries: string]>([
    ['a message before the start', stateAt('queued'), 'message', '(message)'],
    ['a message to an agent at work', stateAt('working'), 'message', '(message)'],
    ['a message to an idle agent', stateAt('idle'), 'message', '(message) woken'],
    ['a message to a paused session', stateAt('paused'), 'message', '(message) resume resumed'],
    ['a message after the end', stateAt('failed', { reopen: true }), 'message', '(message) reopened'],
    ['a pause of an agent at work', stateAt('working'), 'pause', '(pause)'],
    ['a pause of a launch', stateAt('launching'), 'pause', '(pause) pause paused'],
    ['a pause over open calls', AWAITING, 'pause', '(pause) pause paused'],
    ['a resume', stateAt('paused'), 'resume', '(resume) resume resumed'],
    ['a cancel', stateAt('working'), 'cancel', '(cancel) stop interrupted'],
    ['an answer asked for', stateAt('working'), 'forceAnswer', '(forceAnswer) force_answer'],
    [
      'an answer asked for over open calls',
      AWAITING,
      'forceAnswer',
      '(forceAnswer) error_event error_event toolsSettled force_answer',
    ],
    ['an answer asked for while paused', stateAt('paused'), 'forceAnswer', '(forceAnswer) resume resumed force_answer'],
    [
      'an answer asked for while paused over open calls',
      PAUSED_OVER_CALLS,
      'forceAnswer',
      '(forceAnswer) resume resumed error_event error_event toolsSettled force_answer',
    ],
    ['a share', stateAt('completed'), 'share', '(share)'],
  ])('is, of %s, this [C7]', (_, state, name, entries) => {
    expect(asked(state, { name })).toBe(entries);
    expect(decide(state, { name }).outcome).toBe('accepted');
  });

  it('says who asked, and when [C7]', () => {
    const decision = decideCommand(stateAt('working'), { name: 'cancel' }, { at: AT, origin: 'parent' });
    expect(decision).toMatchObject({
      entries: [{ kind: 'command' }, { event: { data: { flow: 'stop', origin: 'parent' } } }, { kind: 'event' }, {}],
    });
    expect(decision.outcome === 'accepted' && decision.entries.every(({ at }) => at === AT)).toBe(true);
  });

  it('settles the calls that have a result, and waits for the rest [C7]', () => {
    const tools = { name: 'toolResults' } as const;
    for (const state of [AWAITING, PAUSED_OVER_CALLS]) {
      expect(asked(state, tools, { results: [result('b'), result('a')] })).toBe(
        '(toolResults) tool_result tool_result toolsSettled',
      );
      const one = decideCommand(state, tools, { at: AT, results: [result('b')] });
      expect(one.outcome === 'accepted' && outline(one.entries)).toBe('(toolResults) tool_result awaitedTools');
      const next = replay(one.outcome === 'accepted' ? one.entries : [], { from: state });
      expect(next).toMatchObject({
        state: state.state,
        pendingToolCalls: [{ id: 'a' }],
        settledToolCallIds: ['z', 'b'],
        intents: [],
      });
    }
    expect(asked(AWAITING, tools, { results: [result('nobody')] })).toBe('refused');
    expect(asked(AWAITING, tools, { results: [result('z')] })).toBe('no-op');
    expect(asked(AWAITING, { ...tools, callIds: ['a'] })).toBe('(toolResults) awaitedTools');
    expect(asked(AWAITING, { ...tools, callIds: ['a', 'b'] })).toBe('(toolResults) toolsSettled');
  });

  it('finds the call of a result by its tool where it names no id [C7]', () => {
    const results = [result(null), { kind: 'error_event', error: 'no', origin: 'user' }];
    const decision = decideCommand(AWAITING, { name: 'toolResults' }, { at: AT, results: results as never });
    expect(decision).toMatchObject({
      command: { name: 'toolResults', callIds: ['a', 'b'] },
      entries: [
        { command: { callIds: ['a', 'b'] } },
        { event: { data: { kind: 'tool_result', tool_req: { id: 'a' } } } },
        { event: { data: { kind: 'error_event', tool_req: { id: 'b' } } } },
        {},
        { fact: 'toolsSettled' },
      ],
    });
    const strange = decideCommand(AWAITING, { name: 'toolResults' }, { at: AT, results: [result(null, 'other')] });
    expect(strange).toMatchObject({ outcome: 'refused', command: { callIds: ['(other)'] } });
  });
});

describe('a pause of an agent at work', () => {
  const working = stateAt('working');
  const due = stateAt('working', PAUSE_DUE);

  it('is due until the step ends, and takes hold then [C7 C17]', () => {
    const decision = decideCommand(working, { name: 'pause' }, { at: AT });
    const next = replay(decision.outcome === 'accepted' ? decision.entries : [], { from: working });
    expect([pauseIsDue(working), pauseIsDue(next), next.state]).toEqual([false, true, 'working']);
    const { entries } = decideStep(next, { at: AT });
    expect(outline(entries)).toBe('pause paused');
    const paused = replay(entries, { from: next });
    expect([pauseIsDue(paused), paused.state, paused.intents]).toEqual([false, 'paused', []]);
    expect(decideStep(working, { at: AT }).entries).toEqual([]);
  });

  it.each<[Output['kind'], Output, string]>([
    ['event', step, 'policy_event pause paused'],
    ['metrics', { kind: 'metrics', metrics: {} }, 'pause paused'],
    ['toolCalls', { kind: 'toolCalls', calls: [{ tool_name: 'ask', id: 'c' }] }, 'awaitedTools pause paused'],
    ['began', { kind: 'began' }, ''],
  ])('takes hold after %s [C7]', (_, output, entries) => {
    expect(outline(decideOutput(due, output, { at: AT }).entries)).toBe(entries);
  });

  it.each([
    ['message', 'pause paused (message) resume resumed'],
    ['resume', 'pause paused (resume) resume resumed'],
    ['forceAnswer', 'pause paused (forceAnswer) resume resumed force_answer'],
    ['cancel', '(cancel) stop interrupted'],
    ['share', '(share)'],
  ] as const)('is over before a later %s is taken [C7 C17]', (name, entries) => {
    expect(asked(due, { name })).toBe(entries);
    const decision = decideCommand(due, { name }, { at: AT });
    const next = replay(decision.outcome === 'accepted' ? decision.entries : [], { from: due });
    expect(pauseIsDue(next)).toBe(name === 'share');
  });

  it('adds what an agent says as the export of the log will say it [C8 C9]', () => {
    const answer = { a: -0, b: [Number.POSITIVE_INFINITY] };
    const { entries } = decideOutput(
      stateAt('working'),
      { kind: 'event', event: { kind: 'answer_event', answer } },
      { at: AT },
    );
    expect([...fromJSONL([...toJSONL(entries)].join(''))]).toEqual(entries);
  });

  it('takes hold before the agent runs again, and not over its last answer [C7]', () => {
    const again = decideOutput(due, { kind: 'returned', answered: true, undelivered: true }, { at: AT });
    expect([outline(again.entries), again.next]).toEqual(['pause paused', 'later']);
    const last = decideOutput(due, { kind: 'returned', answered: true }, { at: AT });
    expect([outline(last.entries), last.next]).toEqual(['completed', 'over']);
  });
});

describe('what follows from the output of an agent', () => {
  const working = stateAt('working', { limits: LIMITS });
  const brings = (state: SessionState, output: Output, more: object = {}) => {
    const { entries, next, asks } = decideOutput(state, output, { at: AT, ...more });
    return [outline(entries), next, asks];
  };

  it('starts a launch, and nothing else, when the agent begins [C7]', () => {
    expect(brings(stateAt('launching'), { kind: 'began' })).toEqual(['started', 'go-on', null]);
    expect(brings(working, { kind: 'began' })).toEqual(['', 'go-on', null]);
  });

  it('asks for the answer at max_steps, and fails a run that goes on without [C7]', () => {
    expect(brings(working, step)).toEqual(['policy_event', 'go-on', null]);
    const asked = { reason: 'max_steps', steps: 2 } as const;
    expect(brings(working, step, { steps: 1 })).toEqual(['policy_event force_answer', 'go-on', 'max_steps']);
    expect(brings(working, step, { steps: 2, asked })).toEqual(['policy_event', 'go-on', null]);
    expect(brings(working, step, { steps: 3, asked })).toEqual(['failed', 'over', null]);
    expect(decideOutput(working, step, { at: AT, steps: 3, asked }).entries.at(-1)).toMatchObject({
      errorCode: 'no_answer',
      error: 'The agent reached max_steps (2) and went on without answering.',
    });
    const forced = { reason: 'force_answer', steps: 0 } as const;
    expect(brings(working, step, { steps: 1, asked: forced })).toEqual(['policy_event', 'go-on', null]);
    expect(brings(working, step, { steps: 2, asked: forced })).toEqual(['failed', 'over', null]);
    const late = { reason: 'max_time_s', steps: 0 } as const;
    expect(brings(working, step, { steps: 50, asked: late })).toEqual(['policy_event', 'go-on', null]);
  });

  it('goes on after an answer, unless that was asked for [C7]', () => {
    expect(brings(working, answer)).toEqual(['answer_event', 'go-on', null]);
    const asked = { reason: 'force_answer', steps: 0 };
    expect(brings(working, answer, { asked })).toEqual(['answer_event', 'return', null]);
  });

  it('adds the steps to the totals [C7]', () => {
    const { entries } = decideOutput(working, { kind: 'metrics', metrics: { tokens: 3 } }, { at: AT, steps: 7 });
    expect(entries).toMatchObject([
      { event: { type: 'MetricsUpdateEvent', data: { metrics: { tokens: 3, steps: 7 } } } },
    ]);
  });

  it('waits for the tools it calls, those that are open included, and for each once [C7]', () => {
    const calls = [
      { tool_name: 'ask', id: 'b' },
      { tool_name: 'ask', id: 'c' },
    ];
    const { entries } = decideOutput(AWAITING, { kind: 'toolCalls', calls }, { at: AT });
    expect(replay(entries, { from: AWAITING }).pendingToolCalls.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(brings(AWAITING, { kind: 'toolCalls', calls: OPEN_CALLS.pendingToolCalls })).toEqual(['', 'go-on', null]);
  });

  it('is idle or completed when it returned with an answer [C7]', () => {
    const returned = { kind: 'returned', answered: true } as const;
    expect(brings(working, returned)).toEqual(['idled', 'over', null]);
    expect(brings(stateAt('working'), returned)).toEqual(['completed', 'over', null]);
    for (const [reason, fact] of Object.entries({
      max_steps: 'completed',
      max_time_s: 'completed',
      force_answer: 'idled',
    })) {
      expect(brings(working, returned, { asked: { reason, steps: 0 } })).toEqual([fact, 'over', null]);
    }
    expect(brings(stateAt('idle'), returned)).toEqual(['', 'over', null]);
  });

  it('has failed when it returned without an answer [C7]', () => {
    const returned = { kind: 'returned' } as const;
    expect(decideOutput(AWAITING, returned, { at: AT }).entries.at(-1)).toMatchObject({
      fact: 'failed',
      errorCode: 'no_answer',
      error: 'The agent returned without an answer.',
    });
    expect(brings(AWAITING, returned)).toEqual(['error_event error_event toolsSettled failed', 'over', null]);
    const asked = { reason: 'max_time_s', steps: 0 } as const;
    expect(decideOutput(working, returned, { at: AT, asked }).entries.at(-1)).toMatchObject({
      error: 'The agent reached max_time_s (60) and returned without an answer.',
    });
  });

  it('runs again over a message that was not delivered, or an answer that was refused [C7]', () => {
    expect(brings(working, { kind: 'returned', answered: true, undelivered: true })).toEqual(['', 'again', null]);
    expect(brings(working, { kind: 'returned', answered: false, refused: true })).toEqual(['', 'again', null]);
    expect(brings(working, { kind: 'returned', answered: true, refused: true })).toEqual(['idled', 'over', null]);
    const told = stateAt('working', { intents: [intent({ name: 'message' })] });
    expect(brings(told, { kind: 'returned' })).toEqual(['', 'again', null]);
    const value = { value: 'yes', outcome: null, turn: 1, eventIndex: 0 };
    expect(brings(stateAt('working', { answer: value }), { kind: 'returned' })).toEqual(['completed', 'over', null]);
    expect(brings(stateAt('working', { answer: value, turn: 2 }), { kind: 'returned' })[0]).toBe('failed');
  });

  it('says why an answer is refused, and fails after too many [C7]', () => {
    const issues = [
      { pointer: '', message: 'is no object' },
      { pointer: '/a', message: 'is missing' },
    ];
    const refused = { kind: 'refusedAnswer', issues, attempt: 1, maxAttempts: 2 } as const;
    expect(decideOutput(working, refused, { at: AT })).toMatchObject({
      next: 'go-on',
      entries: [
        {
          event: {
            data: { error: 'The answer does not conform to answer_format: the answer: is no object; /a: is missing' },
          },
        },
      ],
    });
    expect(brings(working, { ...refused, attempt: 2 })).toEqual(['error_event failed', 'over', null]);
  });

  it('ends failed with what the agent failed of [C7]', () => {
    const failed = { kind: 'failed', error: 'The page is gone.', errorCode: 'environment_error' } as const;
    expect(brings(PAUSED_OVER_CALLS, failed)).toEqual(['error_event error_event toolsSettled failed', 'over', null]);
    const { entries } = decideOutput(stateAt('launching'), failed, { at: AT });
    expect(replay(entries, { from: stateAt('launching') })).toMatchObject({
      state: 'failed',
      error: 'The page is gone.',
      errorCode: 'environment_error',
    });
  });

  it('is not taken while paused, and dropped after the end [C7]', () => {
    for (const output of [step, answer, { kind: 'returned' }, { kind: 'began' }] as const) {
      expect(brings(stateAt('paused'), output)).toEqual(['', 'later', null]);
      expect(brings(stateAt('interrupted'), output)).toEqual(['', 'over', null]);
    }
  });

  it('cannot come of an agent that has not begun [C4 C7]', () => {
    expect(() => decideOutput(stateAt('queued'), { kind: 'returned' }, { at: AT })).toThrow(IllegalTransitionError);
  });
});

describe('what follows from a deadline', () => {
  const due = { deadlines: { maxTimeAt: AT, idleAt: AT }, limits: LIMITS };

  it('is a request for the answer, then the end [C7 C19]', () => {
    const asks = decideDeadline(stateAt('awaitingTools', { ...OVER_CALLS, ...due }), 'maxTime', { at: AT });
    expect([asks.action, outline(asks.entries)]).toEqual(['ask', 'error_event error_event toolsSettled force_answer']);
    expect(asks.entries.at(-1)).toMatchObject({ event: { data: { origin: 'server' } } });
    const ends = decideDeadline(stateAt('working', due), 'grace', { at: AT });
    expect(ends.action).toBe('end');
    expect(ends.entries.at(-1)).toMatchObject({
      fact: 'timedOut',
      errorCode: 'timeout',
      error: 'The session exceeded the maximum time of 60 s and gave no answer within 30 s after it.',
    });
    const sooner = decideDeadline(stateAt('working', due), 'grace', { at: AT, graceSeconds: 5 });
    expect(sooner.entries.at(-1)).toMatchObject({ error: expect.stringContaining('within 5 s') as string });
  });

  it('is the end at once while paused, and of what is idle [C7 C19]', () => {
    for (const kind of ['maxTime', 'grace'] as const) {
      const { action, entries } = decideDeadline({ ...PAUSED_OVER_CALLS, ...due }, kind, { at: AT });
      expect([action, outline(entries)]).toEqual(['end', 'error_event error_event toolsSettled timedOut']);
      expect(entries.at(-1)).toMatchObject({
        error: 'The session exceeded the maximum time of 60 s while it was paused.',
      });
    }
    const idle = decideDeadline(stateAt('idle', due), 'idle', { at: AT });
    expect([idle.action, outline(idle.entries)]).toEqual(['end', 'completed']);
  });

  it('is nothing when the deadline does not run any more [C7 C19]', () => {
    for (const kind of ['maxTime', 'grace', 'idle'] as const) {
      expect(decideDeadline(stateAt('working'), kind, { at: AT })).toEqual({ action: 'none', entries: [] });
    }
  });
});

describe('a launch', () => {
  it('is at once, or after a slot is free [C7]', () => {
    const { entries } = decideLaunch({ at: AT, limits: { maxSteps: 4 }, reopen: true });
    expect(outline(entries)).toBe('opened launched');
    expect(replay(entries)).toMatchObject({ state: 'launching', turn: 1, reopen: true, limits: { maxSteps: 4 } });
    const queued = replay(decideLaunch({ at: AT, queued: true }).entries);
    expect(queued).toMatchObject({ state: 'queued', reopen: false });
    const freed = decideSlot(queued, { at: AT }).entries;
    expect(outline(freed)).toBe('dequeued');
    expect(decideSlot(replay(freed, { from: queued }), { at: AT }).entries).toEqual([]);
  });
});

describe('a delivery', () => {
  const messages = [
    { type: 'user_message', message: 'look', images: ['data:image/png;base64,AA=='] },
    { type: 'user_message', message: 'and then', caller_id: 'eve' },
  ] as const;

  it('echoes what was said, by whom, which ends the intents [C7 C17]', () => {
    const state = stateAt('working', {
      intents: [
        intent({ name: 'message', text: 'look' }),
        intent({ name: 'message', text: 'and then', callerId: 'eve' }),
      ],
    });
    const { entries } = decideDelivery(state, messages, { at: AT });
    expect(entries).toMatchObject([
      { event: { data: { caller_id: 'user', content: ['look', { type: 'base64', media_type: 'image/png' }] } } },
      { event: { data: { caller_id: 'eve', content: ['and then'] } } },
    ]);
    expect(replay(entries, { from: state }).intents).toEqual([]);
    expect(decideDelivery(stateAt('failed'), messages, { at: AT }).entries).toEqual([]);
  });
});

describe('a decision', () => {
  const OUTPUTS: readonly Output[] = [
    step,
    answer,
    { kind: 'metrics', metrics: {} },
    { kind: 'toolCalls', calls: [{ tool_name: 'ask', id: 'c' }] },
    { kind: 'refusedAnswer', issues: [], attempt: 1, maxAttempts: 1 },
    { kind: 'returned' },
    { kind: 'returned', answered: true },
    { kind: 'failed', error: 'x', errorCode: 'internal' },
  ];
  const states = everyState().flatMap(({ title, state }) => {
    const calls = (state.resumesTo ?? state.state) === 'awaitingTools' ? OVER_CALLS : {};
    return [{}, calls, PAUSE_DUE, { ...calls, intents: [intent({ name: 'resume' })] }].map((more) => ({
      title,
      state: { ...state, ...more, limits: LIMITS, deadlines: { maxTimeAt: AT, idleAt: null } },
    }));
  });

  it.each(states)('folds, whatever was decided: $title [C7]', ({ state }) => {
    const folds = (entries: readonly LogEntry[]) => expect(() => entries.reduce(evolve, state)).not.toThrow();
    for (const name of COMMAND_NAMES) {
      const decision = decideCommand(state, { name }, { at: AT });
      expect(decision.outcome).toBe(decide(state, { name }).outcome);
      if (decision.outcome !== 'accepted') continue;
      folds(decision.entries);
      expect(decision.entries.filter(({ kind }) => kind === 'command')).toHaveLength(1);
    }
    folds(decideStep(state, { at: AT }).entries);
    const hasRun = !['queued', 'launching', 'idle'].includes(state.state) && state.resumesTo !== 'launching';
    if (!hasRun) return;
    for (const output of OUTPUTS) {
      const { entries, next } = decideOutput(state, output, { at: AT });
      folds(entries);
      const after = entries.reduce(evolve, state);
      expect(next === 'over').toBe(isTerminalState(after) || after.state === 'idle');
    }
    if (!isTerminalState(state)) {
      folds(decideDeadline(state, 'maxTime', { at: AT }).entries);
      folds(decideDeadline(state, 'grace', { at: AT }).entries);
    }
  });

  it('is not made where somebody else runs the session: a status read is ahead of the events [C7]', () => {
    const behind = { ...stateAt('working'), reportedAt: AT };
    const ahead = stateAt('awaitingTools', { behind, nextIndex: 4 });
    expect(decide(ahead, { name: 'forceAnswer' }).outcome).toBe('accepted');
    const decisions = [
      () => decideCommand(ahead, { name: 'forceAnswer' }, { at: AT }),
      () => decideDeadline(ahead, 'maxTime', { at: AT }),
      () => decideOutput(ahead, step, { at: AT }),
      () => decideStep(ahead, { at: AT }),
      () => decideSlot(ahead, { at: AT }),
      () => decideDelivery(ahead, [], { at: AT }),
    ];
    for (const decision of decisions) expect(decision).toThrow(AheadOfEventsError);
    expect(decisions[0]).toThrow(/a status read says "awaiting_tool_results" before the events do.*from 4/);
  });

  it('changes nothing of the state it was made on [C7]', () => {
    const state = structuredClone(PAUSED_OVER_CALLS);
    decideCommand(state, { name: 'forceAnswer' }, { at: AT });
    expect(state).toEqual(PAUSED_OVER_CALLS);
  });

  it('lets go on what the table resumes, and only a pause waits for the step [C6 C7]', () => {
    const waits = Object.entries(COMMAND_TABLE).flatMap(([state, row]) =>
      Object.entries(row).flatMap(([name, { after }]) => (after === 'step' ? [`${state} ${name}`] : [])),
    );
    expect(waits).toEqual(['working pause']);
  });
});
