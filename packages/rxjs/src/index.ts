export { alwaysOnline, browserConnectivity } from './connectivity.js';
export type { Connectivity } from './connectivity.js';
export {
  LogMismatchError,
  NoAnswerError,
  NoMatchError,
  ReplayReadOnlyError,
  StreamError,
  StreamFailedError,
  isStreamError,
} from './errors.js';
export type { StreamErrorCode } from './errors.js';
export type { LinkStatus } from './link-status.js';
export type { InvalidAnswer, LiveAnswer, LiveAnswerIssue, ValidAnswer } from './live-answer.js';
export type { LiveSession, Settlement, WaitOptions } from './live-session.js';
export type { LaunchOptions, WatchOptions } from './watch-options.js';
export { DEFAULT_POLL_SETTINGS } from './poll-settings.js';
export type { PollSettings } from './poll-settings.js';
export { launchSession } from './launch-session.js';
export type { LaunchClient, LiveClient } from './live-client.js';
export { watchSession } from './watch-session.js';
export { indexedDbLogSink } from './indexed-db-log-sink.js';
export type { IndexedDbLogSinkOptions } from './indexed-db-log-sink.js';
export { memoryLogSink } from './log-sink.js';
export type { LogSink } from './log-sink.js';
export type { SessionTool, SessionTools, ToolContext } from './session-tools.js';
export { replaySession } from './replay-session.js';
export type { ReplayOptions, ReplayPlayer, ReplaySession } from './replay-session.js';
export { watchSessions } from './watch-sessions.js';
export type { LiveSessions, SessionEventEntry, WatchSessionsOptions, WatchedSession } from './watch-sessions.js';
