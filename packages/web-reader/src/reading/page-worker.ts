import { parentPort } from 'node:worker_threads';
import { type PageSource, readSource } from './page-reader.js';

// The thread that threaded-page-reader.ts starts: a page comes in, what it says goes out.
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.on('message', (source: PageSource) => parentPort?.postMessage(readSource(source)));
