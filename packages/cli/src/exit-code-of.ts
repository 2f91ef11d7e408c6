import type { Settlement } from '@agent-session/rxjs';
import { EXIT_CODES } from './exit-codes.js';

/** What the process ends with for the end of a session. */
export function exitCodeOf({ status, answer }: Pick<Settlement, 'status' | 'answer'>): number {
  switch (status) {
    case 'completed':
      return answer === null || answer.ok ? EXIT_CODES.ok : EXIT_CODES.answerInvalid;
    case 'idle':
      return answer?.ok ? EXIT_CODES.ok : EXIT_CODES.answerInvalid;
    case 'failed':
      return EXIT_CODES.failed;
    case 'timed_out':
      return EXIT_CODES.timedOut;
    case 'interrupted':
      return EXIT_CODES.interrupted;
  }
}
