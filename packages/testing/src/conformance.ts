export { TestingError, isTestingError } from './errors.js';
export { CONFORMANCE_BEHAVIOURS, CONFORMANCE_SCRIPTS, DEFAULT_CONFORMANCE_AGENTS } from './conformance/agents.js';
export type { ConformanceAgents, ConformanceBehaviour } from './conformance/agents.js';
export type {
  CaseContext,
  CaseNeed,
  ConformanceCase,
  ConformanceProfile,
  ReachableState,
  StagedSession,
} from './conformance/case.js';
export { CONFORMANCE_CASES } from './conformance/conformance-cases.js';
export type { ConformanceOptions } from './conformance/conformance-options.js';
export type { ConformanceResult, Exchange } from './conformance/outcome.js';
export type { CallOptions, Reply } from './conformance/probe.js';
export {
  conformanceJson,
  conformanceJunit,
  conformanceLine,
  conformanceSummary,
  conformanceText,
} from './conformance/reports.js';
export { runConformance } from './conformance/run-conformance.js';
export type { ConformanceReport, ConformanceVerdict } from './conformance/run-conformance.js';
export { CONFORMANCE_SECTIONS } from './conformance/section.js';
export type { ConformanceSection } from './conformance/section.js';
