export { createSqliteStore } from './store/sqlite/sqlite-session-store.js';
export type { SqliteStore, SqliteStoreOptions } from './store/sqlite/sqlite-session-store.js';
