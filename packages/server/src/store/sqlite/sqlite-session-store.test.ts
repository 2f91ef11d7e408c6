import { describeSessionStore } from '../testing/session-store-contract.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { createSqliteStore } from './sqlite-session-store.js';

const folder = temporaryFolder();

describeSessionStore('the SQLite store', () => createSqliteStore({ file: folder.newPath() }));
