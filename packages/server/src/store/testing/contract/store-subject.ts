import { afterEach, beforeEach } from 'vitest';
import type { AppendOptions, NewEntry, StreamHead } from '../../event-store.js';
import type { NewSession, SessionQuery } from '../../session-index.js';
import type { SessionStore } from '../../session-store.js';

export const visible = (value: unknown, eventType = 'AgentEvent'): NewEntry => ({ eventType, data: { value } });
export const hidden = (value: unknown): NewEntry => ({ eventType: null, data: { value } });
export const values = (entries: readonly { readonly data: unknown }[]): unknown[] =>
  entries.map((entry) => (entry.data as { value: unknown }).value);

export const session = (fields: Partial<NewSession> = {}): NewSession => ({
  owner: 'ann',
  status: 'pending',
  request: { agent: 'local/web-reader' },
  createdAt: 1000,
  ...fields,
});

/** The store under test: a new, empty one for each test. */
export interface StoreSubject {
  readonly store: SessionStore;
  readonly append: (id: string, entries: readonly NewEntry[], options?: Partial<AppendOptions>) => Promise<StreamHead>;
  /** Creates a session with one visible entry. */
  readonly create: (id: string, fields?: Partial<NewSession>) => Promise<StreamHead>;
  /** Ids of Ann's sessions, oldest first, and how many there are. */
  readonly list: (
    query?: Partial<SessionQuery>,
  ) => Promise<{ readonly ids: readonly string[]; readonly total: number }>;
}

/** Opens a store before each test and closes it afterwards. */
export function storeSubject(open: () => SessionStore): StoreSubject {
  let store: SessionStore;
  beforeEach(() => {
    store = open();
  });
  afterEach(() => store.close());

  const append: StoreSubject['append'] = (id, entries, options = {}) =>
    store.events.append(id, entries, { expectedVersion: 'any', ...options });
  return {
    get store() {
      return store;
    },
    append,
    create: (id, fields = {}) => append(id, [visible('first')], { expectedVersion: 'none', create: session(fields) }),
    async list(query = {}) {
      const page = { owner: 'ann', order: 'oldest', offset: 0, limit: 100 } as const;
      const { sessions, total } = await store.sessions.list({ ...page, ...query });
      return { ids: sessions.map((row) => row.id), total };
    },
  };
}
