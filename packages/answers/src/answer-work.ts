import { AnswerLimit } from './answer-limit.js';
import { ANSWER_LIMITS } from './schema/schema-limits.js';

// Judging is synchronous, so one variable serves all judges: whoever judges fills it, whoever does much work spends it.
let left = Infinity;

/** Runs one judgement with its own allowance of work, shared by every pattern and comparison on the way. */
export function withWorkLimit<T>(judge: () => T): T {
  const outer = left; // a getter of the answer may judge another one
  left = ANSWER_LIMITS.work;
  try {
    return judge();
  } finally {
    left = outer;
  }
}

/** Notes work that the number of rules does not bound. Throws {@link AnswerLimit} when the judgement has had its share. */
export function spendWork(amount: number): void {
  left -= amount;
  if (left < 0) {
    throw new AnswerLimit('too_complex', 'Checking the answer against this schema would take too long.');
  }
}
