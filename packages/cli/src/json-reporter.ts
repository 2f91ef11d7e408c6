import { describeLink } from './describe-link.js';
import { printable, printableJson } from './printable.js';
import type { RunReporter } from './run-reporter.js';
import type { Terminal } from './terminal.js';
import { usageTotals } from './usage-totals.js';

/** One JSON object a line on stdout, for programs (see output.schema.json); what is only for people goes to stderr. */
export function jsonReporter({ stdout, stderr }: Pick<Terminal, 'stdout' | 'stderr'>): RunReporter {
  const line = (record: object): void => {
    stdout.write(`${printableJson(record)}\n`);
  };
  return {
    began({ id, task, recorded }) {
      if (recorded) line({ type: 'replaying', file: id });
      else if (task === null) line({ type: 'watching', session_id: id });
      else line({ type: 'launched', session_id: id, task });
    },
    state: () => undefined,
    status: (status, word) => line({ type: 'status', status, wire_status: word }),
    event: (index, event) => line({ type: 'event', index, event }),
    link: (link) => stderr.write(`${describeLink(link)}\n`),
    answer: (answer) =>
      line(
        answer.ok
          ? { type: 'answer', ok: true, answer: answer.value }
          : { type: 'answer', ok: false, answer: answer.raw, issues: answer.issues },
      ),
    ended({ status, error, errorCode, state, elapsedMs }) {
      line({
        type: 'end',
        status,
        error,
        error_code: errorCode,
        steps: state.steps,
        elapsed_ms: elapsedMs,
        ...usageTotals(state),
      });
      if (error !== null) stderr.write(`error: the session ended ${status}: ${printable(error, 500)}\n`);
    },
    note: (text) => stderr.write(`${text}\n`),
    close: () => undefined,
  };
}
