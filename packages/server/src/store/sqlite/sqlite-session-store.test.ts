import { vi } from 'vitest';
import { describeSessionStore } from '../testing/session-store-contract.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { createSqliteStore } from './sqlite-session-store.js';

// A commit waits for the disk, and the disk may be busy with something else.
vi.setConfig({ testTimeout: 60_000 });

const folder = temporaryFolder();

describeSessionStore('the SQLite store', () => createSqliteStore({ file: folder.newPath() }));
