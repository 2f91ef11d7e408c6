import { createMemoryStore } from './memory-session-store.js';
import { describeSessionStore } from './testing/session-store-contract.js';

describeSessionStore('the memory store', createMemoryStore);
