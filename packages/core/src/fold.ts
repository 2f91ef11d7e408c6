export type {
  Command,
  Echo,
  EndedIntent,
  Intent,
  IntentEnd,
  MessageCommand,
  PlainCommand,
  ToolResultsCommand,
} from './command.js';
export { COMMAND_TABLE } from './command-table.js';
export type { CommandCell, CommandVerdict } from './command-table.js';
export { REDUCER_VERSION, checkpoint, replayFrom } from './checkpoint.js';
export type { Checkpoint } from './checkpoint.js';
export { DEFAULT_GRACE_SECONDS, deadlines } from './deadlines.js';
export type { Deadline } from './deadlines.js';
export { allowedCommands, assertAllowed, commandReport, decide } from './decide.js';
export { decideDeadline } from './decide-deadline.js';
export type { DeadlineDecision } from './decide-deadline.js';
export type { AcceptedDecision, Decision, NoOpDecision, RefusedDecision } from './decision.js';
export { diff } from './diff-logs.js';
export type { DiffOptions, LogDifference } from './diff-logs.js';
export {
  CommandRefusedError,
  CoreError,
  CorruptLogError,
  IllegalTransitionError,
  LogGapError,
  ReducerVersionMismatchError,
  isCoreError,
} from './errors.js';
export { evolve } from './evolve.js';
export { FACTS, FACT_NAMES, isFactName } from './fact.js';
export type { FactName } from './fact.js';
export { factEntries } from './fact-entries.js';
export { initialState } from './initial-state.js';
export type { InitialState } from './initial-state.js';
export { INTENT_RULES } from './intents.js';
export type { IntentRule } from './intents.js';
export { fromJSONL, fromJSONLStream, toJSONL } from './jsonl.js';
export type { FromJSONLOptions } from './jsonl.js';
export { LEAF_STATES, LEAF_STATE_NAMES } from './leaf-state.js';
export type { LeafState, LeafStateTraits, ResumesTo } from './leaf-state.js';
export type {
  CommandEntry,
  CommandOutcome,
  EventEntry,
  FactEntry,
  LogEntry,
  LogEntryKind,
  OpenedEntry,
  Report,
  ReportEntry,
  ViolationEntry,
} from './log-entry.js';
export { observe } from './observe.js';
export { isReachable, shortestPath } from './reachability.js';
export { readEvent } from './read-event.js';
export type { ReadEvent } from './read-event.js';
export { readReport } from './read-report.js';
export type { ChangesReadingInput, Reading, SessionReadingInput, StatusReadingInput } from './reading.js';
export { replay } from './replay.js';
export type { ReplayOptions } from './replay.js';
export {
  answerFormatOf,
  answerOfTurn,
  isAheadOfEvents,
  isSettledState,
  isTerminalState,
  nestedState,
} from './selectors.js';
export type { Deadlines, Lifecycle, Recent, SessionAnswer, SessionState, Skip } from './session-state.js';
export type { SessionLimits } from './session-limits.js';
export { TRANSITIONS, allowedFacts } from './transition-table.js';
export type { ConditionalEdge, LifecycleNode, TransitionCell } from './transition-table.js';
export { WIRE_FACTS, eventForFact, readFacts } from './wire-facts.js';
export type { FactDetails, FactReading, WireFact } from './wire-facts.js';
