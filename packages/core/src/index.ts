export type {
  Command,
  Echo,
  EndedIntent,
  Intent,
  IntentEnd,
  MessageCommand,
  PlainCommand,
  ToolResultsCommand,
} from './deciding/command.js';
export { COMMAND_TABLE } from './tables/command-table.js';
export type { CommandCell, CommandFact, CommandVerdict } from './tables/command-table.js';
export { REDUCER_VERSION, checkpoint, replayFrom } from './log/checkpoint.js';
export type { Checkpoint } from './log/checkpoint.js';
export { DEFAULT_GRACE_SECONDS, deadlines } from './fold/deadlines.js';
export type { Deadline } from './fold/deadlines.js';
export { allowedCommands, assertAllowed, commandReport, decide } from './deciding/decide.js';
export type { AcceptedDecision, Decision, NoOpDecision, RefusedDecision } from './deciding/decision.js';
export { diff } from './log/diff-logs.js';
export type { DiffOptions, LogDifference } from './log/diff-logs.js';
export {
  AheadOfEventsError,
  CommandRefusedError,
  CoreError,
  CorruptLogError,
  IllegalTransitionError,
  LogGapError,
  ReducerVersionMismatchError,
  isCoreError,
} from './errors.js';
export { evolve } from './fold/evolve.js';
export { FACTS, FACT_NAMES, isFactName } from './tables/fact.js';
export type { FactName } from './tables/fact.js';
export { initialState } from './fold/initial-state.js';
export type { InitialState } from './fold/initial-state.js';
export { INTENT_RULES } from './fold/intents.js';
export type { IntentRule } from './fold/intents.js';
export { jsonEqual } from './log/json-equal.js';
export { fromJSONL, fromJSONLStream, toJSONL } from './log/jsonl.js';
export type { FromJSONLOptions } from './log/jsonl.js';
export { LEAF_STATES, LEAF_STATE_NAMES, leafStateOf } from './tables/leaf-state.js';
export type { LeafState, LeafStateTraits, ResumesTo } from './tables/leaf-state.js';
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
} from './log/log-entry.js';
export { observe } from './reading/observe.js';
export { isReachable, shortestPath } from './reading/reachability.js';
export { readEvent } from './reading/read-event.js';
export type { ReadEvent } from './reading/read-event.js';
export { readReport } from './reading/read-report.js';
export type { ChangesReadingInput, Reading, SessionReadingInput, StatusReadingInput } from './reading/reading.js';
export { replay } from './fold/replay.js';
export type { ReplayOptions } from './fold/replay.js';
export {
  answerFormatOf,
  answerOfTurn,
  isAheadOfEvents,
  isSettledState,
  isTerminalState,
  nestedState,
} from './fold/selectors.js';
export type { Deadlines, Lifecycle, Recent, SessionAnswer, SessionState, Skip } from './fold/session-state.js';
export { timeMs } from './fold/time-ms.js';
export type { SessionLimits } from './fold/session-limits.js';
export { allowedFacts } from './tables/steps.js';
export type { LifecycleNode } from './tables/steps.js';
export { TRANSITIONS } from './tables/transition-table.js';
export type { ConditionalEdge, TransitionCell } from './tables/transition-table.js';
export { WIRE_FACTS, eventForFact, readFacts } from './tables/wire-facts.js';
export type { FactDetails, FactReading, WireFact } from './tables/wire-facts.js';
