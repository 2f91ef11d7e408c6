import type { LogEntry } from '@agent-session/core';
import { asError } from './as-error.js';
import type { LogSink } from './log-sink.js';

const STORE = 'entries';

interface LogRecord {
  readonly sessionId: string;
  readonly entries: readonly LogEntry[];
  /** How many entries the log holds with these. */
  readonly end: number;
}

/** Where the logs are, and how the database is reached. */
export interface IndexedDbLogSinkOptions {
  /** Default `agent-session`. */
  readonly databaseName?: string;
  /** Default: the runtime's. */
  readonly indexedDB?: IDBFactory;
}

/**
 * Keeps logs in a browser's IndexedDB, one record per append. Each append is one transaction: kept whole or not at all.
 * Several tabs may follow a session: they keep one log together, each event once.
 *
 * @throws TypeError where the runtime has no IndexedDB.
 */
export function indexedDbLogSink(options: IndexedDbLogSinkOptions = {}): LogSink {
  const factory = options.indexedDB ?? (globalThis as { readonly indexedDB?: IDBFactory }).indexedDB;
  if (!factory) throw new TypeError('This runtime has no IndexedDB. Use memoryLogSink, or fileLogSink on Node.');
  let opened: Promise<IDBDatabase> | null = null;

  const open = (): Promise<IDBDatabase> => {
    opened ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = factory.open(options.databaseName ?? 'agent-session', 1);
      request.addEventListener('upgradeneeded', () => {
        request.result.createObjectStore(STORE, { autoIncrement: true }).createIndex('session', 'sessionId');
      });
      request.addEventListener('success', () => {
        const database = request.result;
        // Another tab wants a newer version: let it, and open again when next needed.
        database.addEventListener('versionchange', () => {
          database.close();
          opened = null;
        });
        // The browser closed it (storage was cleared, a disk failed): open again when next needed.
        database.addEventListener('close', () => {
          opened = null;
        });
        resolve(database);
      });
      request.addEventListener('error', () => reject(asError(request.error)));
    }).catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };

  return {
    async load(sessionId) {
      const database = await open();
      return new Promise((resolve, reject) => {
        const index = database.transaction(STORE, 'readonly').objectStore(STORE).index('session');
        const request = index.getAll(sessionId) as IDBRequest<LogRecord[]>;
        request.addEventListener('success', () => resolve(request.result.flatMap(({ entries }) => entries)));
        request.addEventListener('error', () => reject(asError(request.error)));
      });
    },
    async append(sessionId, entries, after) {
      const database = await open();
      return new Promise((resolve, reject) => {
        let moved = false;
        const transaction = database.transaction(STORE, 'readwrite');
        transaction.addEventListener('complete', () => resolve(moved ? 'moved' : undefined));
        transaction.addEventListener('abort', () => reject(asError(transaction.error)));
        transaction.addEventListener('error', () => reject(asError(transaction.error)));
        const store = transaction.objectStore(STORE);
        const last = store.index('session').openCursor(sessionId, 'prev');
        last.addEventListener('success', () => {
          const end = (last.result?.value as LogRecord | undefined)?.end ?? 0;
          moved = after !== undefined && after !== end;
          if (!moved) store.add({ sessionId, entries, end: end + entries.length } satisfies LogRecord);
        });
      });
    },
  };
}
