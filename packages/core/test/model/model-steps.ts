import type { SessionEvent, SessionStatusBody, ToolRequest } from '@agent-session/protocol';
import type { Step } from '@agent-session/testing/explore';
import {
  FACT_NAMES,
  allowedFacts,
  observe,
  type Command,
  type CommandOutcome,
  type Deadline,
  type FactName,
  type LogEntry,
} from '../../src/index.js';
import {
  decideCommand,
  decideDeadline,
  decideDelivery,
  decideOutput,
  decideSlot,
  decideStep,
  factEntries,
  type Output,
} from '../../src/authority/index.js';
import type { Configuration, StepGroup } from './configurations.js';
import { eventTime, folded, later, timeAt, type ModelState } from './model-state.js';

/** A step of the model, with what it is about, for the checks. */
export type ModelStep = Step<ModelState> &
  (
    | { readonly kind: 'event'; readonly event: Omit<SessionEvent, 'timestamp'> }
    | { readonly kind: 'status'; readonly body: SessionStatusBody; readonly isAtEnd: boolean }
    | { readonly kind: 'command'; readonly command: Command }
    | { readonly kind: 'asked'; readonly command: Command }
    | { readonly kind: 'deadline'; readonly deadline: Deadline['kind'] }
    | { readonly kind: 'output'; readonly output: Output }
    | { readonly kind: 'fact'; readonly fact: FactName }
    | { readonly kind: 'own' }
  );

/** Everything that can happen in a configuration. */
export function modelSteps(configuration: Configuration): readonly ModelStep[] {
  return configuration.steps.flatMap((group) => GROUPS[group](configuration));
}

/** What a step appends at a moment. `null`: it cannot happen. */
type Appended = (session: ModelState['session'], at: string, state: ModelState) => readonly LogEntry[] | null;

/** One second passes, then it happens. More intents than the configuration has room for do not. */
function taking(appended: Appended, maxIntents = Infinity): Step<ModelState>['take'] {
  return (before) => {
    const state = later(before);
    const entries = appended(state.session, timeAt(state.now), state);
    if (entries === null) return null;
    const after = folded(state, entries);
    const { length } = after.session.intents;
    return length > maxIntents && length > before.session.intents.length ? null : after;
  };
}

const EVENTS = {
  start: { type: 'RequestStartEvent', data: {} },
  'start queued': { type: 'RequestStartEvent', data: { status: 'queued' } },
  dispatched: { type: 'RequestStartDispatchedEvent', data: { status: 'pending' } },
  started: { type: 'AgentStartedEvent', data: {} },
  paused: { type: 'AgentRunStatusChangeEvent', data: { status: 'paused' } },
  resumed: { type: 'AgentRunStatusChangeEvent', data: { status: 'running' } },
  idle: { type: 'ActiveStateChangeEvent', data: { state: 'idle' } },
  running: { type: 'ActiveStateChangeEvent', data: { state: 'running' } },
  finished: { type: 'AgentCompletionEvent', data: { reason: 'finished' } },
  'timed out': { type: 'AgentCompletionEvent', data: { reason: 'timed_out' } },
  stopped: { type: 'AgentCompletionEvent', data: { reason: 'stopped' } },
  error: { type: 'AgentErrorEvent', data: { error: 'It broke.', trace: '' } },
  other: { type: 'SomethingNewEvent', data: { state: 'idle', status: 'paused' } },
} as const satisfies Record<string, Omit<SessionEvent, 'timestamp'>>;

const CALL_EVENTS = {
  'awaiting a': awaiting('a'),
  'awaiting b': awaiting('b'),
  'awaiting nothing': awaiting(),
  'awaiting a call without id': awaiting(null),
  'result of a': agent({ kind: 'tool_result', tool_req: call('a'), result: 1 }),
  'error of b': agent({ kind: 'error_event', error: 'no', origin: 'tool', tool_req: call('b') }),
};

const ANSWER_EVENTS = {
  'answer A': agent({ kind: 'answer_event', answer: 'A', outcome: null }),
  'answer B': agent({ kind: 'answer_event', answer: 'B', outcome: 'success' }),
};

const ECHO_EVENTS = {
  'echo hello': agent({ kind: 'message_event', caller_id: 'user', content: 'hello' }),
  'echo of other words': agent({ kind: 'message_event', caller_id: 'user', content: 'something else' }),
};

function call(id: string | null): ToolRequest {
  return { tool_name: 'ask', args: {}, id };
}

function awaiting(...ids: readonly (string | null)[]) {
  return {
    type: 'ActiveStateChangeEvent',
    data: { state: 'awaiting_tool_results', pending_tool_calls: ids.map(call) },
  };
}

function agent(data: object) {
  return { type: 'AgentEvent', data };
}

const WORDS = [
  'queued',
  'pending',
  'running',
  'awaiting_tool_results',
  'paused',
  'idle',
  'completed',
  'timed_out',
  'interrupted',
  'failed',
];

const GROUPS: Readonly<Record<StepGroup, (configuration: Configuration) => ModelStep[]>> = {
  'lifecycle events': ({ calls }) => [
    ...eventSteps(EVENTS),
    eventStep(calls.length === 0 ? 'awaiting' : `awaiting ${calls.join(', ')}`, awaiting(...calls)),
    // A creation that does not say that it was queued; the page it comes on does.
    eventStep('start on a page that says queued', EVENTS.start, 'queued'),
  ],
  'call events': () => eventSteps(CALL_EVENTS),
  'answer events': () => eventSteps(ANSWER_EVENTS),
  'echo events': () => eventSteps(ECHO_EVENTS),
  'status reads': () => WORDS.flatMap((status) => statusSteps(status, { status })),
  'status reads with details': () => [
    ...statusSteps('completed, answer A', { status: 'completed', answer: 'A', outcome: 'success' }),
    ...statusSteps('idle, answer B', { status: 'idle', answer: 'B' }),
    ...statusSteps('running, answer B', { status: 'running', answer: 'B' }),
    ...statusSteps('failed with an error', { status: 'failed', error: 'It broke.', error_code: 'broken' }),
  ],
  'switch commands': ({ maxIntents }) => [
    ...commandSteps({ name: 'pause' }, maxIntents),
    ...commandSteps({ name: 'resume' }, maxIntents),
  ],
  'message commands': ({ maxIntents }) => commandSteps({ name: 'message', text: 'hello' }, maxIntents),
  'call commands': ({ maxIntents }) => [
    ...commandSteps({ name: 'toolResults', callIds: ['a'] }, maxIntents),
    ...commandSteps({ name: 'toolResults', callIds: ['a', 'b'] }, maxIntents),
    ...commandSteps({ name: 'toolResults' }, maxIntents),
    ...commandSteps({ name: 'forceAnswer' }, maxIntents),
  ],
  'end commands': ({ maxIntents }) => commandSteps({ name: 'cancel' }, maxIntents),
  launch: () =>
    (['launched', 'queued'] as const).map((fact) =>
      ownStep(`it is ${fact}`, (state, at) => (state.turn === 0 ? factEntries(state, [fact], { at }) : null)),
    ),
  facts: ({ calls }) => FACT_NAMES.map((fact) => factStep(fact, calls)),
  authority: ({ maxIntents }) => ASKED.map((command) => askedStep(command, maxIntents)),
  deadlines: () => (['maxTime', 'grace', 'idle'] as const).map(deadlineStep),
  agent: ({ calls }) => [
    ...Object.entries(OUTPUTS).map(([name, output]) => outputStep(name, output)),
    outputStep('calls tools', { kind: 'toolCalls', calls: calls.map(call) }),
    ownStep('a message reaches the agent', (state, at) =>
      state.intents.some(({ command }) => command.name === 'message')
        ? decideDelivery(state, [{ type: 'user_message', message: 'hello' }], { at }).entries
        : null,
    ),
    ownStep('a slot is free', (state, at) => decideSlot(state, { at }).entries),
    ownStep('the step ends', (state, at) => decideStep(state, { at }).entries),
  ],
};

const OUTPUTS: Readonly<Record<string, Output>> = {
  begins: { kind: 'began' },
  'makes a step': { kind: 'event', event: { kind: 'policy_event', content: 'Looking.' } },
  answers: { kind: 'event', event: { kind: 'answer_event', answer: 'A', outcome: null } },
  'gives an answer that is refused for good': {
    kind: 'refusedAnswer',
    issues: [{ pointer: '', message: 'is no number' }],
    attempt: 1,
    maxAttempts: 1,
  },
  returns: { kind: 'returned' },
  fails: { kind: 'failed', error: 'It broke.', errorCode: 'internal' },
};

export const ASKED: readonly Command[] = [
  { name: 'message', text: 'hello' },
  { name: 'pause' },
  { name: 'resume' },
  { name: 'forceAnswer' },
  { name: 'toolResults', callIds: ['a'] },
  { name: 'toolResults', callIds: ['a', 'b'] },
  { name: 'toolResults', callIds: ['z'] },
  { name: 'toolResults' },
  { name: 'cancel' },
  { name: 'share' },
];

function eventSteps(events: Readonly<Record<string, Omit<SessionEvent, 'timestamp'>>>): ModelStep[] {
  return Object.entries(events).map(([name, event]) => eventStep(name, event));
}

/** A page with one event is read. A page without a status, so that what the two say is told apart. */
function eventStep(name: string, event: Omit<SessionEvent, 'timestamp'>, word?: string): ModelStep {
  return {
    kind: 'event',
    label: `event: ${name}`,
    event,
    take: taking((state, at, model) => {
      if (word !== undefined && state.turn > 0) return null;
      const newEvents = [{ ...event, timestamp: eventTime(model) } as SessionEvent];
      const page = { new_events: newEvents, ...(word === undefined ? {} : { status: word }) };
      return observe(state, { source: 'changes', fromIndex: state.nextIndex, page: page as never, at });
    }),
  };
}

/** A status is read: at the end of the log, and when more events may have come. */
function statusSteps(name: string, body: object): ModelStep[] {
  return [true, false].map((isAtEnd) => ({
    kind: 'status',
    label: `status${isAtEnd ? ' at the end of the log' : ''}: ${name}`,
    body: body as SessionStatusBody,
    isAtEnd,
    take: taking((state, at) =>
      observe(state, {
        source: 'status',
        body: body as SessionStatusBody,
        at,
        ...(isAtEnd ? { endOfLog: state.nextIndex } : {}),
      }),
    ),
  }));
}

/** The platform replies to a command that was sent just now, or before the last event. */
function commandSteps(command: Command, maxIntents: number): ModelStep[] {
  const outcomes: readonly CommandOutcome[] =
    command.name === 'message' ? ['accepted', 'unknown', 'no-op', 'refused'] : ['accepted', 'refused'];
  return outcomes.flatMap((outcome) =>
    [0, 1].map((ago): ModelStep => ({
      kind: 'command',
      command,
      label: `sent ${inWords(command)}${ago === 0 ? '' : ' before the last event'}: ${outcome}`,
      take: taking((state, at) => {
        const opens = outcome === 'accepted' || outcome === 'unknown';
        if (ago > state.nextIndex || (ago > 0 && !opens)) return null;
        return [{ kind: 'command', command, outcome, at, sentAtEventIndex: state.nextIndex - ago }];
      }, maxIntents),
    })),
  );
}

/** Whoever runs the session is asked for something and does it. Its own log is never behind. */
function askedStep(command: Command, maxIntents: number): ModelStep {
  return {
    kind: 'asked',
    command,
    label: `asked for ${inWords(command)}`,
    take: taking((state, at) => {
      if (state.behind !== null) return null;
      const decision = decideCommand(state, command, { at });
      return decision.outcome === 'accepted' ? decision.entries : null;
    }, maxIntents),
  };
}

/** The agent brings something, once it runs. */
function outputStep(name: string, output: Output): ModelStep {
  return {
    kind: 'output',
    output,
    label: `the agent ${name}`,
    take: taking((state, at) => {
      const waits = state.state === 'idle' || state.state === 'queued';
      const launches = (state.resumesTo ?? state.state) === 'launching';
      const canHappen = launches ? output.kind === 'began' || output.kind === 'failed' : !waits;
      if (state.behind !== null || !canHappen) return null;
      return decideOutput(state, output, { at }).entries;
    }),
  };
}

function ownStep(
  label: string,
  appended: (session: ModelState['session'], at: string) => readonly LogEntry[] | null,
): ModelStep {
  return { kind: 'own', label, take: taking((state, at) => (state.behind === null ? appended(state, at) : null)) };
}

/** Whoever runs the session makes a fact known. */
function factStep(fact: FactName, calls: readonly string[]): ModelStep {
  return {
    kind: 'fact',
    fact,
    label: `write ${fact}`,
    take: taking((state, at) => {
      if (state.behind !== null || !allowedFacts(state).includes(fact)) return null;
      return factEntries(state, [fact], { at, pendingToolCalls: calls.map(call) });
    }),
  };
}

function deadlineStep(deadline: Deadline['kind']): ModelStep {
  return {
    kind: 'deadline',
    deadline,
    label: `due: ${deadline}`,
    take: taking((state, at) => {
      if (state.behind !== null) return null;
      const decision = decideDeadline(state, deadline, { at });
      return decision.action === 'none' ? null : decision.entries;
    }),
  };
}

function inWords(command: Command): string {
  if (command.name !== 'toolResults') return command.name;
  return `toolResults ${command.callIds?.join(', ') ?? 'of nobody knows which'}`;
}
