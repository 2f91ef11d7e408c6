import type { Terminal } from './terminal.js';

/** Runs a command and takes its exit code. Commands load what they need when they are run, not before. */
export type Perform = (work: (terminal: Terminal) => Promise<number>) => Promise<void>;
