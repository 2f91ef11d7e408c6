import type { SessionState } from './session-state.js';

/** A state that is being folded, owned by the one who folds. Its fields are replaced, what they hold is never mutated. */
export type StateDraft = { -readonly [Key in keyof SessionState]: SessionState[Key] };

/**
 * A draft to fold into, with what a state holds. Field by field instead of `{ ...state }`: engines then give every draft
 * the same layout, wherever its state came from (JSON, the context of a machine), and folding stays fast.
 */
export function draftOf(state: SessionState): StateDraft {
  return {
    state: state.state,
    status: state.status,
    wireStatus: state.wireStatus,
    resumesTo: state.resumesTo,
    turn: state.turn,
    version: state.version,
    nextIndex: state.nextIndex,
    enteredAtEventIndex: state.enteredAtEventIndex,
    behind: state.behind,
    createdAt: state.createdAt,
    startedAt: state.startedAt,
    finishedAt: state.finishedAt,
    activeMs: state.activeMs,
    activeSince: state.activeSince,
    idleSince: state.idleSince,
    answer: state.answer,
    steps: state.steps,
    stepsReported: state.stepsReported,
    metrics: state.metrics,
    usage: state.usage,
    error: state.error,
    errorCode: state.errorCode,
    outcome: state.outcome,
    liveViewUrl: state.liveViewUrl,
    pendingToolCalls: state.pendingToolCalls,
    announcedToolCalls: state.announcedToolCalls,
    settledToolCallIds: state.settledToolCallIds,
    intents: state.intents,
    endedIntents: state.endedIntents,
    echoes: state.echoes,
    limits: state.limits,
    deadlines: state.deadlines,
    reopen: state.reopen,
    skips: state.skips,
    violations: state.violations,
    unknownWords: state.unknownWords,
    report: state.report,
  };
}
