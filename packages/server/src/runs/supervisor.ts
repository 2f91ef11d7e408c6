import { decideSlot } from '@agent-session/core/authority';
import type { Clock } from '@agent-session/protocol';
import { WIRE_STATUS_WORDS, WIRE_STATUSES, isTerminal } from '@agent-session/protocol';
import type { Agent } from '../agents/agent.js';
import type { ServerLog } from '../http/server-log.js';
import type { HeldSession } from '../sessions/held-session.js';
import { isOver } from '../sessions/is-over.js';
import type { SlotBook } from '../sessions/slot-book.js';
import { SessionGoneError, type SessionKeeper } from '../sessions/session-keeper.js';
import { steer } from '../sessions/steer.js';
import { StoreUnavailableError } from '../store/errors.js';
import type { SessionStore } from '../store/session-store.js';
import { createDeadlineScheduler } from '../time/deadline-scheduler.js';
import { createOneAtATime } from '../time/one-at-a-time.js';
import type { AgentServices } from './agent-services.js';
import { nextDeadline, passDeadline, type Grace } from './deadline.js';
import { startRun, type Run } from './run.js';
import type { RunLimits } from './run-control.js';
import { takeOutput } from './take-output.js';

/** Sees to it that every session goes on: runs agents, meets deadlines, hands out slots, takes children along. */
export interface Supervisor {
  /** To be told of every append. */
  onChange(after: HeldSession, before: HeldSession | null): void;
  isPinned(id: string): boolean;
  /** Gives free slots of the owner to those who wait longest. */
  fillSlots(owner: string): void;
  /** Picks up every session that has not ended, after a start. */
  recover(): Promise<void>;
  /** Resolves with the session once it is settled. Rejects with the signal's reason. */
  settled(id: string, signal: AbortSignal): Promise<HeldSession>;
  readonly activeRuns: number;
  /**
   * Begins no more runs, gives those that are at work `drainMs` to end, then stops all where they are; nothing is written
   * about that.
   */
  close(drainMs: number): Promise<void>;
}

export interface SupervisorOptions extends Grace {
  readonly keeper: () => SessionKeeper;
  readonly store: SessionStore;
  readonly agents: ReadonlyMap<string, Agent>;
  readonly clock: Clock;
  readonly slots: SlotBook;
  readonly limits: RunLimits;
  readonly services: AgentServices;
  readonly log: ServerLog;
  readonly redact: (text: string) => string;
}

const OPEN_STATUSES = WIRE_STATUS_WORDS.filter((word) => !isTerminal(WIRE_STATUSES[word].status));
const CHILD_PAGE = 100;
const STORE_RETRY_MS = 5000;

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { clock, slots, agents, log, store } = options;
  const runs = new Map<string, Run>();
  const settledWaiters = new Map<string, Set<(session: HeldSession) => void>>();
  const timers = new Set<unknown>();
  /** Slots of one owner are handed out by one loop at a time. */
  const handouts = createOneAtATime();
  /** The server stops, and runs may still end: none begins that would be stopped half-way. */
  let draining = false;
  let closed = false;
  /** While the server drains: looks whether it may stop. */
  let drained = () => {};
  /** A run that waits for its caller cannot end while the server takes nothing any more. */
  const mayEnd = (id: string) => {
    const leaf = options.keeper().peek(id)?.state.lifecycle.state;
    return leaf !== 'paused' && leaf !== 'awaitingTools';
  };

  const later = (delayMs: number, task: () => void) => {
    const timer = clock.setTimeout(() => {
      timers.delete(timer);
      task();
    }, delayMs);
    timers.add(timer);
  };

  /** Work nobody waits for: a failure of the store is retried, because a session must never be stuck. */
  const inBackground = (what: string, sessionId: string, task: () => Promise<unknown>): void => {
    if (closed) return;
    task().catch((error: unknown) => {
      if (error instanceof SessionGoneError || closed) return;
      log({ level: 'error', event: `${what}.failed`, sessionId, error });
      later(STORE_RETRY_MS, () => inBackground(what, sessionId, task));
    });
  };

  const deadlines = createDeadlineScheduler(clock, (id) => {
    inBackground('deadline', id, async () => {
      await options.keeper().change(id, (draft) => passDeadline(draft, clock.now(), options));
      // Nothing was due after all, or the clock was set back: arm what holds now.
      const session = await options.keeper().get(id);
      if (session) deadlines.set(id, nextDeadline(session.state, options));
    });
  });

  /** Starts the agent of a session that should be at work and is not. */
  const ensureRun = (session: HeldSession, resumed = false) => {
    const { id, parentId } = session;
    const { state, turn } = session.state.lifecycle;
    if (closed || runs.has(id)) return;
    // An agent that is at work may wait for what it launched.
    if (draining && (parentId === null || !runs.has(parentId))) return;
    const begins = state === 'launching' || (state === 'working' && session.state.runTurn !== turn);
    if (!begins && !resumed) return;
    const agent = agents.get(session.request.agent.name);
    if (!agent) {
      const name = session.request.agent.name;
      fail(
        id,
        `The agent ${name} is not on this server any more. Start the server with it, then create the session again.`,
      );
      return;
    }
    const run = startRun({ ...options, keeper: options.keeper(), sessionId: id, agent, resumed });
    runs.set(id, run);
    void run.done.then(() => {
      runs.delete(id);
      // A message may have woken the session while its last run was ending.
      const current = options.keeper().peek(id);
      if (current) ensureRun(current);
      drained();
    });
  };

  const fail = (id: string, error: string) => {
    inBackground('failure', id, () =>
      options.keeper().change(id, (draft) => {
        takeOutput(draft, { kind: 'failed', error, errorCode: 'internal' });
      }),
    );
  };

  /** Gives free slots to those who wait longest. */
  const fillSlots = (owner: string) => {
    if (draining || slots.next(owner) === null) return;
    inBackground('queue', owner, () =>
      handouts.run(owner, async () => {
        for (let id = slots.next(owner); id !== null && !draining; id = slots.next(owner)) {
          try {
            const state = await options.keeper().change(id, (draft) => {
              draft.take(decideSlot(draft.state.lifecycle, draft));
              return draft.state.lifecycle.state;
            });
            slots.note(owner, id, state);
          } catch (error) {
            if (!(error instanceof SessionGoneError)) throw error;
            slots.forget(owner, id);
          }
        }
      }),
    );
  };

  /** A session that was cancelled takes all its children along; any other end, those it launched itself and waits for. */
  const endChildren = (session: HeldSession) => {
    const { id, owner, state } = session;
    inBackground('cascade', id, async () => {
      const ids = new Set(state.subSessionIds);
      if (state.lifecycle.state === 'interrupted') {
        for (let offset = 0; ; offset += CHILD_PAGE) {
          const page = await store.sessions.list({
            owner,
            parentId: id,
            statuses: OPEN_STATUSES,
            order: 'oldest',
            offset,
            limit: CHILD_PAGE,
          });
          for (const child of page.sessions) ids.add(child.id);
          if (page.sessions.length < CHILD_PAGE) break;
        }
      }
      for (const child of ids) await cancelChild(child);
    });
  };

  const cancelChild = async (id: string) => {
    try {
      await options.keeper().change(id, (draft) => steer(draft, { name: 'cancel' }, 'parent'));
    } catch (error) {
      if (!(error instanceof SessionGoneError)) throw error;
    }
  };

  /** Sub-sessions of an agent that has to answer are asked to answer too, and get the same grace. */
  const hurryChildren = (session: HeldSession) => {
    for (const id of session.state.subSessionIds) {
      inBackground('cascade', id, async () => {
        const running = await options.keeper().change(id, (draft) => {
          const { state } = draft.state.lifecycle;
          if (isOver(state) || state === 'idle') return false;
          if (state !== 'queued' && state !== 'launching') steer(draft, { name: 'forceAnswer' }, 'parent');
          return true;
        });
        if (running) later(options.answerGraceMs, () => inBackground('cascade', id, () => cancelChild(id)));
      });
    }
  };

  const recoverOne = async (id: string) => {
    const session = await options.keeper().get(id);
    if (!session) return;
    const { owner, state, parentId } = session;
    const { state: leaf, resumesTo, turn } = state.lifecycle;
    slots.note(owner, id, leaf);
    const parent = parentId === null ? undefined : await options.keeper().get(parentId);
    if (parent && isOver(parent.state.lifecycle.state)) {
      const isTaken = parent.state.lifecycle.state === 'interrupted' || parent.state.subSessionIds.includes(id);
      if (isTaken) return cancelChild(id);
    }
    deadlines.set(id, nextDeadline(state, options));
    if (leaf === 'queued' || leaf === 'idle' || isOver(leaf)) return;
    const hasBegun = state.runTurn === turn;
    if (!hasBegun) {
      if (leaf !== 'paused' || resumesTo !== 'launching') ensureRun(session);
      return;
    }
    const agent = agents.get(session.request.agent.name);
    if (agent?.resumable) ensureRun(session, true);
    else if (agent) {
      fail(
        id,
        `The server was restarted while the agent ${agent.name} was at work, and that agent cannot go on from where it was. ` +
          'Create the session again.',
      );
    } else ensureRun(session, true);
  };

  const recoverAgain = (id: string) =>
    inBackground('recovery', id, async () => {
      await recoverOne(id);
      const owner = options.keeper().peek(id)?.owner;
      if (owner !== undefined) fillSlots(owner);
    });

  return {
    onChange(after, before) {
      const { id, owner } = after;
      const { state } = after.state.lifecycle;
      const was = before?.state.lifecycle.state;
      deadlines.set(id, nextDeadline(after.state, options));
      if (state !== was) slots.note(owner, id, state);
      runs.get(id)?.notify();
      drained();
      const settled = isOver(state) || (state === 'idle' && after.state.unread.length === 0);
      if (settled) {
        for (const resolve of [...(settledWaiters.get(id) ?? [])]) resolve(after);
      }
      if (isOver(state)) {
        if (was !== undefined && !isOver(was)) {
          runs.get(id)?.stop(`The session is ${state}.`);
          endChildren(after);
          fillSlots(owner);
        }
        return;
      }
      if (after.state.answerRequest && after.state.answerRequest !== before?.state.answerRequest) hurryChildren(after);
      ensureRun(after);
    },
    isPinned: (id) => runs.has(id),
    fillSlots,
    async recover() {
      const owners = new Set<string>();
      for (const id of await store.sessions.listOpen()) {
        if (closed) return;
        try {
          await recoverOne(id);
          const owner = options.keeper().peek(id)?.owner;
          if (owner !== undefined) owners.add(owner);
        } catch (error) {
          // One damaged stream must not keep every other session from going on; a store that is away comes back.
          log({ level: 'error', event: 'recovery.failed', sessionId: id, error });
          if (error instanceof StoreUnavailableError) later(STORE_RETRY_MS, () => recoverAgain(id));
        }
      }
      for (const owner of owners) fillSlots(owner);
    },
    async settled(id, signal) {
      const isSettled = ({ state }: HeldSession) =>
        isOver(state.lifecycle.state) || (state.lifecycle.state === 'idle' && state.unread.length === 0);
      const session = await options.keeper().get(id);
      if (!session || isSettled(session)) return session ?? Promise.reject(new SessionGoneError(id));
      return new Promise((resolve, reject) => {
        const waiters = settledWaiters.get(id) ?? new Set();
        settledWaiters.set(id, waiters);
        const leave = () => {
          waiters.delete(onSettled);
          if (waiters.size === 0 && settledWaiters.get(id) === waiters) settledWaiters.delete(id);
          signal.removeEventListener('abort', onAbort);
        };
        const onSettled = (settled: HeldSession) => {
          leave();
          resolve(settled);
        };
        const onAbort = () => {
          leave();
          reject(signal.reason as Error);
        };
        waiters.add(onSettled);
        signal.addEventListener('abort', onAbort);
        if (signal.aborted) onAbort();
      });
    },
    get activeRuns() {
      return runs.size;
    },
    async close(drainMs) {
      draining = true;
      if (drainMs > 0) {
        await new Promise<void>((resolve) => {
          const timer = clock.setTimeout(resolve, drainMs);
          drained = () => {
            if ([...runs.keys()].some(mayEnd)) return;
            clock.clearTimeout(timer);
            resolve();
          };
          drained();
        });
      }
      closed = true;
      deadlines.close();
      for (const timer of timers) clock.clearTimeout(timer);
      timers.clear();
      const stopped = [...runs.values()];
      for (const run of stopped) run.stop('The server stops.');
      await Promise.all(stopped.map((run) => run.done));
    },
  };
}
