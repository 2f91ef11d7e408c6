export { fileLogSink } from './file-log-sink.js';
export type { FileLogSinkOptions } from './file-log-sink.js';
