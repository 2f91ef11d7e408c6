import { isWireStatus } from '@agent-session/protocol';
import type { StateDraft } from './state-draft.js';
import { applyMetrics, applyReportedSteps } from './apply-event.js';
import { endIntentsAtEndOfLog } from './intents.js';
import { jsonEqual } from '../log/json-equal.js';
import { LEAF_STATES } from '../tables/leaf-state.js';
import type { Report, ReportEntry } from '../log/log-entry.js';
import { withRecent } from './recent.js';
import type { SessionState } from './session-state.js';

/** Folds a report: all it says except the status, which becomes a fact or stays a report. */
export function applyReport(draft: StateDraft, entry: ReportEntry): void {
  const { report } = entry;
  draft.report = report;
  draft.createdAt ??= report.createdAt ?? null;
  if (report.limits !== undefined) draft.limits = { ...draft.limits, ...report.limits };
  if (report.usage !== undefined) draft.usage = report.usage;
  if (report.metrics !== undefined && isNewer(report, draft)) applyMetrics(draft, report.metrics);
  if (report.steps !== undefined && report.steps > 0) applyReportedSteps(draft, report.steps);

  if (!isWireStatus(report.status)) {
    draft.wireStatus = report.status;
    if (!draft.unknownWords.last.includes(report.status)) {
      draft.unknownWords = withRecent(draft.unknownWords, report.status);
    }
  } else if (report.status === LEAF_STATES[draft.state].word) {
    draft.wireStatus = report.status;
  }

  const isAtEnd = entry.endOfLog === draft.nextIndex;
  if (isAtEnd || report.status === draft.wireStatus) {
    draft.error = report.error ?? draft.error;
    draft.errorCode = report.errorCode ?? draft.errorCode;
    draft.outcome = report.outcome ?? draft.outcome;
  }
  if (isAtEnd) {
    if (tellsOtherAnswer(report, draft)) {
      draft.answer = {
        value: report.answer ?? null,
        outcome: report.outcome ?? null,
        turn: draft.turn,
        eventIndex: null,
      };
    }
    endIntentsAtEndOfLog(draft);
  }
}

/** True when a report has an answer that is not the latest one of the state. */
export function tellsOtherAnswer(report: Report, state: SessionState): boolean {
  return report.answer !== undefined && report.answer !== null && !jsonEqual(report.answer, state.answer?.value);
}

/** True when the totals of a report are further than those of the state. */
export function isNewer(report: Report, state: SessionState): boolean {
  const steps = report.metrics?.steps ?? 0;
  return state.metrics === null ? steps > 0 : steps > (state.metrics.steps ?? 0);
}
