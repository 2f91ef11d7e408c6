import type { AgentSpec, Clock, SessionRequest, UserMessage } from '@agent-session/protocol';
import { VersionConflictError } from '../store/errors.js';
import type { AppendOptions } from '../store/event-store.js';
import type { SessionStore } from '../store/session-store.js';
import { createOneAtATime } from '../time/one-at-a-time.js';
import { fromCheckpoint } from './checkpoint.js';
import { createDraft, type Draft } from './draft.js';
import { extendTail, type HeldSession } from './held-session.js';
import { emptyServerState, evolveServerState } from './server-state.js';
import type { SessionCache } from './session-cache.js';
import { rowUpdate, searchText } from './session-row.js';

/** What is needed to begin a session. */
export interface NewHeldSession {
  readonly id: string;
  readonly owner: string;
  readonly request: HeldSession['request'];
  /** The catalog id of the agent, or the name of one written out. */
  readonly agentName: string;
  readonly firstMessage: UserMessage | null;
  readonly parentId: string | null;
}

/** Told after every append, once it is durable. `before` is `null` for a new session. */
export type ChangeListener = (after: HeldSession, before: HeldSession | null) => void;

/**
 * The sessions in memory and the only way to change them: load, decide, append, and decide again when somebody else
 * was first. Changes of one session happen one at a time.
 */
export interface SessionKeeper {
  /** The session, whoever owns it. */
  get(id: string): Promise<HeldSession | undefined>;
  /** The session if it is in memory. */
  peek(id: string): HeldSession | undefined;
  /** Begins a session with the entries that `decide` drafts; `idempotency` is built from the session as it will be. */
  create(
    session: NewHeldSession,
    decide: (draft: Draft) => void,
    idempotency?: (created: HeldSession) => AppendOptions['idempotency'],
  ): Promise<HeldSession>;
  /**
   * Appends what `decide` drafts and resolves with what it returned. When it throws, nothing is appended. It may run
   * more than once: it must do nothing but draft.
   *
   * @throws SessionGoneError when there is no such session.
   */
  change<Result>(id: string, decide: (draft: Draft, session: HeldSession) => Result): Promise<Result>;
  /** Forgets a session that was deleted from the store. */
  forget(id: string): void;
  /** Resolves when no change is under way. */
  idle(): Promise<void>;
}

/** There is no such session (any more). */
export class SessionGoneError extends Error {
  override readonly name = 'SessionGoneError';
}

/** Only somebody who writes beside this server can lose so many races in a row. */
const MAX_ATTEMPTS = 10;
const READ_PAGE = 1000;

/** Makes the keeper of a store. */
export function createSessionKeeper(options: {
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly cache: SessionCache;
  readonly onChange: ChangeListener;
}): SessionKeeper {
  const { store, clock, cache } = options;
  const turns = createOneAtATime();

  const load = async (id: string): Promise<HeldSession | undefined> => {
    const record = await store.sessions.get(id);
    if (!record) return undefined;
    let state = fromCheckpoint(record.checkpoint);
    for (;;) {
      const slice = await store.events.read(id, { afterVersion: state.version, limit: READ_PAGE });
      for (const entry of slice.entries) state = evolveServerState(state, entry);
      if (state.version >= slice.version || slice.entries.length === 0) break;
    }
    const loaded: HeldSession = {
      id,
      owner: record.owner,
      request: record.request as SessionRequest & { readonly agent: AgentSpec },
      firstMessage: record.firstMessage as UserMessage | null,
      createdAt: record.createdAt,
      parentId: record.parentId,
      state,
      tail: { fromIndex: state.lifecycle.nextIndex, texts: [] },
    };
    // While this was read, the session may have been loaded and changed by somebody faster.
    const current = cache.get(id);
    if (current && current.state.version >= state.version) return current;
    cache.put(loaded);
    return loaded;
  };

  const get = async (id: string) => cache.get(id) ?? load(id);

  const append = async (session: HeldSession, draft: Draft, extra: Omit<AppendOptions, 'expectedVersion'>) => {
    await store.events.append(session.id, draft.entries, { ...extra, expectedVersion: session.state.version });
    const texts = draft.entries.flatMap(({ eventType, data }) => (eventType === null ? [] : [JSON.stringify(data)]));
    const after: HeldSession = { ...session, state: draft.state, tail: extendTail(session.tail, texts) };
    cache.put(after);
    return after;
  };

  return {
    get,
    peek: (id) => cache.get(id),
    create(session, decide, idempotency) {
      return turns.run(session.id, async () => {
        const { agentName, ...rest } = session;
        const createdAt = clock.now();
        const empty: HeldSession = { ...rest, createdAt, state: emptyServerState(), tail: { fromIndex: 0, texts: [] } };
        const draft = createDraft(empty.state, createdAt);
        decide(draft);
        const { status = 'pending', ...update } = rowUpdate(
          empty.state,
          draft.state,
          session.request,
          session.firstMessage,
        );
        const record = idempotency?.({ ...empty, state: draft.state });
        const after = await append(empty, draft, {
          create: {
            owner: session.owner,
            agent: agentName,
            status,
            groupId: session.request.group_id ?? null,
            parentId: session.parentId,
            request: session.request,
            createdAt,
            firstMessage: session.firstMessage,
            ...update,
            searchText: searchText(session.firstMessage, null),
          },
          ...(record && { idempotency: record }),
        });
        options.onChange(after, null);
        return after;
      });
    },
    change(id, decide) {
      return turns.run(id, async () => {
        for (let attempt = 1; ; attempt += 1) {
          const session = attempt === 1 ? await get(id) : await load(id);
          if (!session) throw new SessionGoneError(`Session ${id} is gone.`);
          const draft = createDraft(session.state, clock.now());
          const result = decide(draft, session);
          if (draft.entries.length === 0) return result;
          try {
            const update = rowUpdate(session.state, draft.state, session.request, session.firstMessage);
            const after = await append(session, draft, { update });
            options.onChange(after, session);
            return result;
          } catch (error) {
            if (!(error instanceof VersionConflictError) || attempt === MAX_ATTEMPTS) throw error;
          }
        }
      });
    },
    forget(id) {
      cache.delete(id);
    },
    idle: () => turns.idle(),
  };
}
