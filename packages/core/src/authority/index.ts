export { decideCommand } from './decide-command.js';
export type { CarriedOutDecision, CommandDecision, CommandOptions } from './decide-command.js';
export { decideDeadline } from './decide-deadline.js';
export type { DeadlineDecision, DeadlineOptions } from './decide-deadline.js';
export { decideDelivery } from './decide-delivery.js';
export { decideLaunch, decideSlot } from './decide-launch.js';
export type { LaunchOptions } from './decide-launch.js';
export { decideOutput, decideStep } from './decide-output.js';
export { pauseIsDue } from './effects.js';
export { factEntries } from './fact-entries.js';
export type {
  AnswerIssue,
  AnswerReason,
  FailedOutput,
  Output,
  OutputDecision,
  OutputOptions,
  RefusedAnswerOutput,
  ReturnedOutput,
} from './output.js';
