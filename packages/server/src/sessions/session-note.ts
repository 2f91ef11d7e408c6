import type { Feedback, UserMessage } from '@agent-session/protocol';
import type { AnswerRequestReason, RefusedAnswerIssue } from '../agents/agent.js';

/**
 * What a server has to remember of a session beyond the lifecycle's own entries: hidden records of the same stream.
 * `at` is ISO 8601.
 */
export type SessionNote =
  /** Messages were accepted; they are not delivered yet. */
  | { readonly kind: 'received'; readonly messages: readonly UserMessage[]; readonly at: string }
  /** The oldest `count` of them reached the agent. `begins`: with them a run of the agent began. */
  | { readonly kind: 'delivered'; readonly count: number; readonly begins: boolean; readonly at: string }
  /** The agent was asked to answer now; `steps` is how many it had taken. */
  | {
      readonly kind: 'answerRequested';
      readonly reason: AnswerRequestReason;
      readonly steps: number;
      readonly at: string;
    }
  /** The agent's answer did not conform to the answer format. */
  | { readonly kind: 'answerRefused'; readonly issues: readonly RefusedAnswerIssue[]; readonly at: string }
  /** The agent launched a session below this one. */
  | { readonly kind: 'subSession'; readonly id: string; readonly at: string }
  | { readonly kind: 'shared'; readonly shared: boolean; readonly at: string }
  | {
      readonly kind: 'feedback';
      readonly feedback: Feedback;
      /** The event it is about; `null`: the whole session. */
      readonly eventIndex: number | null;
      readonly at: string;
    }
  /** Where in the agent an error came from. Never sent to callers. */
  | { readonly kind: 'trace'; readonly trace: string; readonly at: string };

/** The notes, as a total table. */
const NOTE_KINDS = {
  received: true,
  delivered: true,
  answerRequested: true,
  answerRefused: true,
  subSession: true,
  shared: true,
  feedback: true,
  trace: true,
} as const satisfies Record<SessionNote['kind'], true>;

/** True for a hidden record that is a note, and not an entry of the lifecycle's log. */
export function isSessionNote(data: { readonly kind: string }): data is SessionNote {
  return Object.hasOwn(NOTE_KINDS, data.kind);
}
