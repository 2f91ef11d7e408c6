import { describeLink } from './describe-link.js';
import { printable } from './printable.js';
import type { RunReporter } from './run-reporter.js';
import type { Terminal } from './terminal.js';

/** One JSON object a line on stdout, for programs; what is only for people goes to stderr. */
export function jsonReporter({ stdout, stderr }: Pick<Terminal, 'stdout' | 'stderr'>): RunReporter {
  const line = (record: object): void => {
    stdout.write(`${JSON.stringify(record)}\n`);
  };
  return {
    launched: ({ id, task }) => line({ type: 'launched', session_id: id, task }),
    status: (status, word) => line({ type: 'status', status, wire_status: word }),
    event: (index, event) => line({ type: 'event', index, event }),
    link: (link) => stderr.write(`${describeLink(link)}\n`),
    answer: (answer) =>
      line(
        answer.ok
          ? { type: 'answer', ok: true, answer: answer.value }
          : { type: 'answer', ok: false, answer: answer.raw, issues: answer.issues },
      ),
    ended({ status, error, errorCode, steps, elapsedMs }) {
      line({ type: 'end', status, error, error_code: errorCode, steps, elapsed_ms: elapsedMs });
      if (error !== null) stderr.write(`error: the session ended ${status}: ${printable(error, 500)}\n`);
    },
  };
}
