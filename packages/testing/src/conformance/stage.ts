import {
  isSessionStatus,
  isTerminal,
  type Clock,
  type EndpointName,
  type Page,
  type PathParameters,
  type Session,
  type SessionEvent,
  type SessionRequest,
  type SessionStatusBody,
} from '@agent-session/protocol';
import { DEFAULT_CONFORMANCE_AGENTS, type ConformanceAgents, type ConformanceBehaviour } from './agents.js';
import { bringTo } from './bring-to.js';
import type { CaseContext, ConformanceProfile, ReachableState, StagedSession } from './case.js';
import { cleanUp, noLitter, type Litter } from './clean-up.js';
import { CaseSkipped, ConformanceFailure, type Exchange } from './outcome.js';
import type { CallOptions, Probe, ProbeOptions, Reply } from './probe.js';
import { commandBody, wordOf } from './states.js';

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
  readonly probe: (options: Pick<ProbeOptions, 'signal' | 'onReply'>) => Probe;
}

/** Where the sessions of a run are made, kept and cleaned up. */
export interface Stage {
  contextFor(caseId: string): {
    readonly context: CaseContext;
    readonly exchanges: readonly Exchange[];
    /** Ends the sessions that the case has for itself. */
    readonly strike: () => Promise<void>;
  };
  /** Ends the sessions that cases share. */
  strikeShared(): Promise<void>;
  /** How many sessions were launched. */
  readonly launched: number;
  /** Sessions that could not be ended. */
  readonly leftOver: readonly string[];
}

const PATIENCE_MS = 90_000;
/** Agents that were not written for this suite start browsers and think. */
const PATIENCE_WITH_OTHERS_MS = 300_000;
/** A run that waited in vain so often expects little more, and has other cases to try. */
const VAIN_WAITS = 3;
const LITTLE_PATIENCE_MS = 15_000;
/** How long a slot may take to become free. */
const SLOT_PATIENCE_MS = 30_000;

/** Makes the stage of a run. */
export function createStage(options: StageOptions): Stage {
  const { clock, agents, tasks, profile, pollMs, signal, probe: makeProbe } = options;
  const pool = new Map<ReachableState, StagedSession>();
  const poolLitter = noLitter();
  const leftOver: string[] = [];
  /** States that no session could be brought to, with what was waited for. */
  const unreached = new Map<ReachableState, string>();
  const launched = new Set<string>();
  let vainWaits = 0;
  let hasNoAnswers = false;

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

  async function holdsWithin(patienceMs: number, holds: () => Promise<boolean>): Promise<boolean> {
    const giveUpAt = clock.now() + patienceMs;
    while (!(await holds())) {
      if (clock.now() >= giveUpAt) return false;
      await pass(pollMs);
    }
    return true;
  }

  async function until(what: string, holds: () => Promise<boolean>, usualMs = PATIENCE_MS): Promise<void> {
    const patienceMs = vainWaits < VAIN_WAITS ? usualMs : LITTLE_PATIENCE_MS;
    if (await holdsWithin(patienceMs, holds)) return;
    vainWaits += 1;
    throw new ConformanceFailure(`${what}: not after ${patienceMs / 1000} s`);
  }

  function withoutAgent(agent: string, behaviour: ConformanceBehaviour): Error {
    const why = `the platform has no agent "${agent}" (404)`;
    // Said once, where everybody looks; a run that skips all it came for must not pass.
    if (behaviour !== 'answers' || hasNoAnswers) return new CaseSkipped(why);
    hasNoAnswers = true;
    return new ConformanceFailure(`${why}: register CONFORMANCE_SCRIPTS there, or name an agent that it has`);
  }

  const sweep = async (litter: Litter): Promise<void> => {
    // By a probe of its own: what cleaning up says is no part of a case, and it happens after an abort too.
    leftOver.push(...(await cleanUp(litter, makeProbe({}))));
  };

  const isOurs = (behaviour: ConformanceBehaviour): boolean =>
    agents[behaviour] === DEFAULT_CONFORMANCE_AGENTS[behaviour];

  function contextFor(caseId: string) {
    const ownLitter = noLitter();
    /** Sessions of the pool that this case looks at. */
    const used = new Set<string>();
    let litter = ownLitter;

    function onReply(name: EndpointName, path: PathParameters, reply: Reply): void {
      if (reply.status >= 300) return;
      const id = String(path['id']);
      // Noted before anything else is said about the reply: one that is wrong may have made a session all the same.
      if (name === 'create') {
        for (const made of idIn(reply)) {
          litter.sessions.add(made);
          launched.add(made);
        }
      }
      if (name === 'share') ownLitter.shared.add(id);
      if (name === 'unshare') ownLitter.shared.delete(id);
    }

    const probe = makeProbe({ signal, onReply });

    /** Ends a session that no case needs just now. `false`: there is none that holds a slot. */
    async function makeRoom(): Promise<boolean> {
      for (const [state, { id }] of pool) {
        const word = wordOf(state);
        if (used.has(id) || (isSessionStatus(word) && isTerminal(word))) continue;
        pool.delete(state);
        await probe.call('cancel', { path: { id } });
        return true;
      }
      return false;
    }

    /** Creates a session, whether it has a slot or not. */
    async function create(behaviour: ConformanceBehaviour, request: Partial<SessionRequest>): Promise<Session> {
      if (agents[behaviour] !== null && launched.size >= options.maxSessions) {
        throw new CaseSkipped(`the run may launch ${options.maxSessions} sessions, and has`);
      }
      let reply = await context.create(behaviour, request);
      await holdsWithin(SLOT_PATIENCE_MS, async () => {
        if (reply.status === 429) {
          await makeRoom();
          reply = await context.create(behaviour, request);
        }
        return reply.status !== 429;
      });
      if (reply.status === 429) throw new CaseSkipped('no session can be launched now (429)');
      context.expectCode(reply, 201);
      return reply.json<Session>();
    }

    async function waitForSlot(id: string): Promise<void> {
      const hasSlot = async (): Promise<boolean> => (await context.status(id)).status !== 'queued';
      while (await makeRoom()) if (await holdsWithin(SLOT_PATIENCE_MS / 3, hasSlot)) return;
      if (await holdsWithin(SLOT_PATIENCE_MS, hasSlot)) return;
      throw new CaseSkipped('every slot of the account is taken, and none became free');
    }

    async function bring(state: ReachableState): Promise<StagedSession> {
      const known = unreached.get(state);
      if (known !== undefined) throw new CaseSkipped(`no session could be brought there: ${known}`);
      return bringTo(state, {
        context,
        create,
        makeRoom,
        async reach(id, behaviour) {
          const what = `the session should become ${wordOf(state)}`;
          try {
            await until(
              what,
              () => isThere(id, state, behaviour),
              isOurs(behaviour) ? PATIENCE_MS : PATIENCE_WITH_OTHERS_MS,
            );
          } catch (error) {
            if (!(error instanceof ConformanceFailure)) throw error;
            if (error.message.startsWith(what)) unreached.set(state, `${error.message} (${caseId})`);
            throw isOurs(behaviour) ? error : new CaseSkipped(error.message);
          }
        },
      });
    }

    async function isThere(id: string, state: ReachableState, behaviour: ConformanceBehaviour): Promise<boolean> {
      const { status } = await context.status(id);
      if (status === wordOf(state)) return true;
      if (!isSessionStatus(status) || !isTerminal(status)) return false;
      const why = `the session ended ${status} and could not become ${wordOf(state)}`;
      // Agents written for this suite do what they are made for; any other may have had its reasons.
      throw isOurs(behaviour) ? new ConformanceFailure(why) : new CaseSkipped(why);
    }

    const context: CaseContext = {
      profile,
      agents,
      clock,
      otherApiKey: options.otherApiKey ?? '',
      call: (name, callOptions) => heard(probe.call(name, callOptions)),
      to: (name: EndpointName, id: string, callOptions: CallOptions = {}) =>
        heard(probe.call(name, { ...callOptions, path: { id, ...callOptions.path } })),
      async create(behaviour, request = {}, callOptions = {}) {
        const agent = agents[behaviour];
        if (agent === null) throw new CaseSkipped(`the platform has no agent for "${behaviour}"`);
        const body = { agent, messages: tasks[behaviour], ...request };
        const reply = await context.call('create', { ...callOptions, body });
        if (reply.status === 404 && !('parent_session_id' in request)) throw withoutAgent(agent, behaviour);
        return reply;
      },
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
      async expectStill(id, state) {
        const { status } = await context.status(id);
        if (status === wordOf(state)) return;
        const others = (Object.keys(agents) as ConformanceBehaviour[]).some(
          (behaviour) => agents[behaviour] !== null && !isOurs(behaviour),
        );
        if (others) throw new CaseSkipped(`the session went on by itself and is ${status}`);
      },
      async launch(behaviour, request = {}) {
        const { id, status } = await create(behaviour, request);
        if (status.status === 'queued') await waitForSlot(id);
        return { id };
      },
      own: bring,
      async shared(state) {
        const known = pool.get(state);
        if (known && (await context.status(known.id)).status === wordOf(state)) {
          used.add(known.id);
          return known;
        }
        litter = poolLitter;
        try {
          const session = await bring(state);
          pool.set(state, session);
          used.add(session.id);
          return session;
        } finally {
          litter = ownLitter;
        }
      },
      command(id, command, text = 'Go on.') {
        const body = commandBody(command, text);
        return context.to(command, id, body === undefined ? {} : { body });
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

    return { context, exchanges: probe.exchanges, strike: () => sweep(ownLitter) };
  }

  return {
    contextFor,
    async strikeShared() {
      await sweep(poolLitter);
      pool.clear();
    },
    get launched() {
      return launched.size;
    },
    leftOver,
  };
}

/** A case that fails while a long-poll is open no longer listens to it. */
function heard(reply: Promise<Reply>): Promise<Reply> {
  reply.catch(() => undefined);
  return reply;
}

function idIn(reply: Reply): readonly string[] {
  try {
    const { id } = reply.json<{ readonly id?: unknown }>();
    return typeof id === 'string' && id !== '' ? [id] : [];
  } catch {
    return [];
  }
}
