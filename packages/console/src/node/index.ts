export { createConsoleHandler } from './console-handler.js';
export type { ConsoleHandler } from './console-handler.js';
