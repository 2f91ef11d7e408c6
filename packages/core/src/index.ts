export type {
  Command,
  EndedIntent,
  Intent,
  IntentEnd,
  MessageCommand,
  PlainCommand,
  ToolResultsCommand,
} from './command.js';
export { COMMAND_TABLE } from './command-table.js';
export type { CommandCell, CommandVerdict } from './command-table.js';
export type { AcceptedDecision, Decision, NoOpDecision, RefusedDecision } from './decision.js';
export {
  CommandRefusedError,
  CoreError,
  CorruptLogError,
  IllegalTransitionError,
  LogGapError,
  ReducerVersionMismatchError,
  isCoreError,
} from './errors.js';
export { FACTS, FACT_NAMES, isFactName } from './fact.js';
export type { FactName } from './fact.js';
export { initialState } from './initial-state.js';
export type { InitialState } from './initial-state.js';
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
export type { ChangesReadingInput, Reading, SessionReadingInput, StatusReadingInput } from './reading.js';
export type {
  Deadlines,
  Lifecycle,
  Recent,
  SessionAnswer,
  SessionLimits,
  SessionState,
  Skip,
} from './session-state.js';
export { TRANSITIONS, allowedFacts } from './transition-table.js';
export type { ConditionalEdge, LifecycleNode, TransitionCell } from './transition-table.js';
export { WIRE_FACTS, eventForFact, readFacts } from './wire-facts.js';
export type { FactDetails, FactReading, WireFact } from './wire-facts.js';
