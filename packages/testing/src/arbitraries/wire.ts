import { evolve, initialState, observe, type LogEntry } from '@agent-session/core';
import type { SessionChanges, SessionEvent } from '@agent-session/protocol';
import fc from 'fast-check';
import { checkOptions, described } from '../check-options.js';
import { checkRunsOptions, legalRuns, secondAt, type Run, type RunsOptions } from './legal-runs.js';

/** Which generation of the wire events are of. `both` mixes them. */
export interface WireOptions {
  readonly generation?: 'newest' | 'seed' | 'both';
}

const text = fc.string({ maxLength: 40 });
const timestamp = fc.nat(1_000_000).map(secondAt);
const call = fc.record({ tool_name: fc.constantFrom('ask', 'search'), args: fc.constant({}), id: fc.uuid() });

const newestAgentEvents: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  fc.record({
    kind: fc.constant('policy_event'),
    content: text,
    reasoning_content: text,
    tool_reqs: fc.array(call, { maxLength: 2 }),
  }),
  fc.record({
    kind: fc.constant('answer_event'),
    answer: fc.jsonValue({ maxDepth: 2 }),
    outcome: fc.constantFrom('success', 'partial', null),
  }),
  fc.record({
    kind: fc.constant('message_event'),
    caller_id: fc.constant('user'),
    content: fc.array(text, { minLength: 1, maxLength: 2 }),
  }),
  fc.record({ kind: fc.constant('tool_result'), tool_req: call, result: fc.jsonValue({ maxDepth: 1 }) }),
  fc.record({ kind: fc.constant('error_event'), error: text, origin: text, tool_req: fc.option(call) }),
  fc.record({ kind: fc.constant('observation_event'), type: fc.constant('web'), text, metadata: fc.constant({}) }),
  fc.record({ kind: fc.constant('flow_event'), flow: fc.constant('force_answer'), origin: fc.constant('user') }),
);

/** The first generation: the agent's event nested, other names for the same things. */
const seedAgentEvents: fc.Arbitrary<Record<string, unknown>> = fc
  .oneof(
    fc.record({ kind: fc.constant('policy_event'), message: text }),
    fc.record({ kind: fc.constant('answer_event'), answer: fc.jsonValue({ maxDepth: 2 }) }),
    fc.record({ kind: fc.constant('message_event'), message: text }),
    fc.record({
      kind: fc.constant('observation_event'),
      observation: fc.record({
        kind: fc.constant('web'),
        text,
        image: fc.record({ source: fc.webUrl(), type: fc.constant('s3') }),
      }),
    }),
  )
  .map((event) => ({ event }));

const lifecycleEvents: fc.Arbitrary<readonly [string, Record<string, unknown>]> = fc.oneof(
  fc
    .constantFrom('RequestStartEvent', 'RequestStartDispatchedEvent', 'AgentStartedEvent')
    .map((type) => [type, {}] as const),
  fc.constantFrom('running', 'paused').map((status) => ['AgentRunStatusChangeEvent', { status }] as const),
  fc
    .constantFrom('running', 'idle', 'awaiting_tool_results')
    .map((state) => ['ActiveStateChangeEvent', { state, pending_tool_calls: [] }] as const),
  fc.constantFrom('finished', 'stopped', 'timed_out').map((reason) => ['AgentCompletionEvent', { reason }] as const),
  text.map((error) => ['AgentErrorEvent', { error, trace: '' }] as const),
);

/**
 * Single events of the wire: every type known, in the shapes of either generation, and types nobody knows.
 *
 * @example
 * fc.assert(fc.property(wireEvents(), (event) => void myRenderer(event))); // never throws
 */
export function wireEvents(options: WireOptions = {}): fc.Arbitrary<SessionEvent> {
  checkOptions(options, { generation: true }, 'wireEvents()');
  const { generation = 'both' } = options;
  if (generation !== 'newest' && generation !== 'seed' && generation !== 'both') {
    throw new TypeError(`"generation" of wireEvents() is 'newest', 'seed' or 'both', not ${described(generation)}.`);
  }
  const typed = (type: string, data: fc.Arbitrary<Record<string, unknown>>) =>
    data.map((each) => [type, each] as const);
  const newest = [
    typed('AgentEvent', newestAgentEvents),
    typed('LiveViewUrlEvent', fc.record({ live_view_url: fc.webUrl() })),
    typed('MetricsUpdateEvent', fc.record({ metrics: fc.record({ steps: fc.nat(100) }) })),
    typed('RunnerSessionEvent', fc.record({ runner_session_id: fc.uuid() })),
    typed(
      'AttachmentEvent',
      fc.record({
        origin: fc.constantFrom('agent', 'user'),
        name: text,
        path: text,
        media_type: fc.constant('text/plain'),
        size_bytes: fc.nat(),
        url: fc.webUrl(),
      }),
    ),
    typed(
      'FileTransferEvent',
      fc.record({ direction: fc.constantFrom('download', 'upload'), path: text, size_bytes: fc.option(fc.nat()) }),
    ),
  ];
  const seed = [typed('AgentEvent', seedAgentEvents), typed('LiveViewUrlEvent', fc.record({ url: fc.webUrl() }))];
  const unknown = fc.tuple(
    fc.string({ minLength: 1, maxLength: 12 }).map((name) => `${name}Event`),
    fc.dictionary(text, fc.jsonValue()),
  );
  const own = generation === 'newest' ? newest : generation === 'seed' ? seed : [...newest, ...seed];
  return fc
    .tuple(fc.oneof(...own, lifecycleEvents, unknown), timestamp)
    .map(([[type, data], at]): SessionEvent => ({ type, data, timestamp: at }));
}

/** A run in pages of `/changes` as a client may see them: of any size, each with the status of its moment. */
export function changesPages(options: RunsOptions = {}): fc.Arbitrary<{
  readonly run: Run;
  readonly pages: readonly { readonly fromIndex: number; readonly page: SessionChanges }[];
}> {
  checkRunsOptions(options, 'changesPages()');
  return fc
    .tuple(legalRuns(options), fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 20 }))
    .map(([run, sizes]) => {
      const pages: { fromIndex: number; page: SessionChanges }[] = [];
      for (let from = 0, turn = 0; from < run.events.length; turn += 1) {
        const events = run.events.slice(from, from + (sizes[turn % sizes.length] ?? 1));
        const seen = from + events.length;
        const status = run.timeline.findLast(({ eventCount }) => eventCount <= seen)?.status ?? 'pending';
        pages.push({ fromIndex: from, page: { status, new_events: events } });
        from = seen;
      }
      return { run, pages };
    });
}

/** Logs as a client records them while it reads a run in pages. */
export function sessionLogs(options: RunsOptions = {}): fc.Arbitrary<readonly LogEntry[]> {
  checkRunsOptions(options, 'sessionLogs()');
  return changesPages(options).map(({ pages }) => {
    const opened: LogEntry = { kind: 'opened', at: secondAt(0), reopen: options.reopen ?? false };
    const log: LogEntry[] = [opened];
    let state = evolve(initialState(), opened);
    for (const { fromIndex, page } of pages) {
      for (const entry of observe(state, { source: 'changes', fromIndex, page, at: secondAt(200_000) })) {
        state = evolve(state, entry);
        log.push(entry);
      }
    }
    return log;
  });
}
