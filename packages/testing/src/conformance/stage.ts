import { LEAF_STATES } from '@agent-session/core/fold';
import {
  isSessionStatus,
  isTerminal,
  type EndpointName,
  type Page,
  type QuotaStatus,
  type Session,
  type SessionEvent,
  type SessionStatusBody,
  type ToolResultBatch,
  type Clock,
} from '@agent-session/protocol';
import { DEFAULT_CONFORMANCE_AGENTS, type ConformanceAgents, type ConformanceBehaviour } from './agents.js';
import type { CaseContext, ConformanceProfile, ReachableState, StagedSession } from './case.js';
import { CaseSkipped, ConformanceFailure } from './outcome.js';
import type { CallOptions, Probe } from './probe.js';

/** What the stage of a run is made of. */
export interface StageOptions {
  readonly clock: Clock;
  readonly agents: ConformanceAgents;
  readonly tasks: Readonly<Record<ConformanceBehaviour, string>>;
  readonly profile: ConformanceProfile;
  readonly otherApiKey: string | null;
  readonly pollMs: number;
  readonly maxSessions: number;
  readonly signal?: AbortSignal | undefined;
}

/** Where the sessions of a run are made, kept and cleaned up. */
export interface Stage {
  contextFor(probe: Probe): { readonly context: CaseContext; readonly strike: (cleaner: Probe) => Promise<void> };
  /** Ends the sessions that cases share. */
  strikeShared(probe: Probe): Promise<void>;
  /** How many sessions were launched. */
  readonly launched: number;
}

const PATIENCE_MS = 90_000;
const IDLE_SECONDS = 900;
const MAX_TIME_SECONDS = 1;
/** A queue is looked for behind at most so many running sessions. */
const MAX_SLOTS = 24;

/** Makes the stage of a run. */
export function createStage(options: StageOptions): Stage {
  const { clock, agents, tasks, profile, pollMs, signal } = options;
  const pool = new Map<ReachableState, StagedSession>();
  const poolSessions = new Set<string>();
  let launched = 0;

  const pass = (milliseconds: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const onAbort = (): void => {
        clock.clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = clock.setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, milliseconds);
      signal?.addEventListener('abort', onAbort, { once: true });
    });

  async function until(what: string, holds: () => Promise<boolean>, patienceMs = PATIENCE_MS): Promise<void> {
    const giveUpAt = clock.now() + patienceMs;
    while (!(await holds())) {
      if (clock.now() >= giveUpAt) throw new ConformanceFailure(`${what}: not after ${patienceMs / 1000} s`);
      await pass(pollMs);
    }
  }

  async function cancelAll(probe: Probe, ids: Iterable<string>): Promise<void> {
    // What cannot be cancelled has ended, or is not ours to end: cleaning up never decides about a case.
    for (const id of ids) await probe.call('cancel', { path: { id } }).catch(() => undefined);
  }

  function contextFor(probe: Probe) {
    const ownSessions = new Set<string>();
    let adopting = ownSessions;

    const context: CaseContext = {
      profile,
      agents,
      clock,
      otherApiKey: options.otherApiKey ?? '',
      call: (name, callOptions) => probe.call(name, callOptions),
      to: (name: EndpointName, id: string, callOptions: CallOptions = {}) =>
        probe.call(name, { ...callOptions, path: { id, ...callOptions.path } }),
      pass,
      until,
      skip(reason): never {
        throw new CaseSkipped(reason);
      },
      check(holds, otherwise) {
        if (!holds) throw new ConformanceFailure(otherwise);
      },
      expectCode(reply, ...codes) {
        if (!codes.includes(reply.status)) {
          throw new ConformanceFailure(`the reply should be ${codes.join(' or ')}, not ${reply.status}`);
        }
        return reply;
      },
      adopt(id) {
        adopting.add(id);
      },
      async launch(behaviour, request = {}) {
        const agent = agents[behaviour];
        if (agent === null) throw new CaseSkipped(`the platform has no agent for "${behaviour}"`);
        if (launched >= options.maxSessions) {
          throw new CaseSkipped(`the run may launch ${options.maxSessions} sessions, and has`);
        }
        const body = { agent, messages: tasks[behaviour], ...request };
        const reply = await probe.call('create', { body });
        if (reply.status === 429) throw new CaseSkipped('no session can be launched now (429)');
        context.expectCode(reply, 201);
        launched += 1;
        const { id } = reply.json<Session>();
        adopting.add(id);
        return { id };
      },
      own: (state) => bring(state),
      async shared(state) {
        const known = pool.get(state);
        if (known && (await context.status(known.id)).status === wordOf(state)) return known;
        adopting = poolSessions;
        try {
          const session = await bring(state);
          pool.set(state, session);
          return session;
        } finally {
          adopting = ownSessions;
        }
      },
      command(id, command, text = 'Go on.') {
        const bodies: Partial<Record<typeof command, unknown>> = {
          message: { type: 'user_message', message: text },
          toolResults: toolResults(),
          feedback: { success: true, message: text },
        };
        return context.to(command, id, command in bodies ? { body: bodies[command] } : {});
      },
      async status(id) {
        return context.expectCode(await context.to('status', id), 200).json<SessionStatusBody>();
      },
      async events(id) {
        const all: SessionEvent[] = [];
        for (let page = 1; ; page += 1) {
          const reply = context.expectCode(await context.to('events', id, { query: { page, size: 200 } }), 200);
          const { items, total } = reply.json<Page<SessionEvent>>();
          all.push(...items);
          if (items.length === 0 || all.length >= total) return all;
        }
      },
    };

    const reach = (id: string, state: ReachableState, behaviour: ConformanceBehaviour): Promise<void> =>
      until(`the session should become ${wordOf(state)}`, async () => {
        const { status } = await context.status(id);
        if (status === wordOf(state)) return true;
        if (!isSessionStatus(status) || !isTerminal(status)) return false;
        const why = `the session ended ${status} and could not become ${wordOf(state)}`;
        // Agents written for this suite do what they are made for; any other may have had its reasons.
        const isOurs = agents[behaviour] === DEFAULT_CONFORMANCE_AGENTS[behaviour];
        throw isOurs ? new ConformanceFailure(why) : new CaseSkipped(why);
      });

    const bringTo: Readonly<Record<ReachableState, () => Promise<StagedSession>>> = {
      async queued() {
        const { limit } = context.expectCode(await probe.call('quota'), 200).json<QuotaStatus>();
        if (limit > MAX_SLOTS) throw new CaseSkipped(`a queue begins only behind ${limit} sessions`);
        for (let slot = 0; slot <= limit; slot += 1) {
          const session = await context.launch('works');
          if ((await context.status(session.id)).status === 'queued') return session;
        }
        throw new CaseSkipped('nothing is queued above the limit');
      },
      async launching() {
        const session = await context.launch('launches');
        const { status } = await context.status(session.id);
        if (status !== wordOf('launching')) throw new CaseSkipped(`the session was ${status} before it could be asked`);
        return session;
      },
      async working() {
        const session = await context.launch('works');
        await reach(session.id, 'working', 'works');
        return session;
      },
      async awaitingTools() {
        const session = await context.launch('asksTools');
        await reach(session.id, 'awaitingTools', 'asksTools');
        return session;
      },
      async paused() {
        const session = await bringTo.working();
        context.expectCode(await context.command(session.id, 'pause'), 202);
        await reach(session.id, 'paused', 'works');
        return session;
      },
      async pausedWithCalls() {
        const session = await bringTo.awaitingTools();
        context.expectCode(await context.command(session.id, 'pause'), 202);
        await reach(session.id, 'paused', 'asksTools');
        return session;
      },
      async idle() {
        const session = await context.launch('answers', { idle_timeout_s: IDLE_SECONDS });
        await reach(session.id, 'idle', 'answers');
        return session;
      },
      async completed() {
        const session = await context.launch('answers');
        await reach(session.id, 'completed', 'answers');
        return session;
      },
      async interrupted() {
        const session = await bringTo.working();
        context.expectCode(await context.command(session.id, 'cancel'), 204);
        await reach(session.id, 'interrupted', 'works');
        return session;
      },
      async failed() {
        const session = await context.launch('fails');
        await reach(session.id, 'failed', 'fails');
        return session;
      },
      async timed_out() {
        const session = await context.launch('timesOut', { max_time_s: MAX_TIME_SECONDS });
        await reach(session.id, 'timed_out', 'timesOut');
        return session;
      },
    };
    const bring = (state: ReachableState): Promise<StagedSession> => bringTo[state]();

    return { context, strike: (cleaner: Probe) => cancelAll(cleaner, ownSessions) };
  }

  return {
    contextFor,
    async strikeShared(probe) {
      await cancelAll(probe, poolSessions);
      pool.clear();
      poolSessions.clear();
    },
    get launched() {
      return launched;
    },
  };
}

/** The word of the wire for a state. */
export function wordOf(state: ReachableState): string {
  return LEAF_STATES[state === 'pausedWithCalls' ? 'paused' : state].word;
}

function toolResults(): ToolResultBatch {
  return {
    type: 'batch',
    results: ['call-1', 'call-2'].map((id) => ({
      kind: 'tool_result',
      tool_req: { tool_name: 'ask', args: {}, id },
      result: `The result of ${id}.`,
    })),
  };
}
