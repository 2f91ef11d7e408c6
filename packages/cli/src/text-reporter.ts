import { answerLines } from './answer-lines.js';
import type { Colors } from './colors.js';
import { describeEvent } from './describe-event.js';
import { describeIssues } from './describe-issues.js';
import { describeLink } from './describe-link.js';
import { formatDuration, formatSteps, formatUsage } from './format-totals.js';
import { hanging } from './hanging.js';
import { printable } from './printable.js';
import type { RunReporter } from './run-reporter.js';
import { STATUS_PAINT } from './status-paint.js';

/** How text is laid out. */
export interface TextLayout {
  /** How wide the terminal is; `null` where nobody wraps. */
  readonly columns: () => number | null;
  /** Shows answers that are Markdown as what they mean. */
  readonly rendersMarkdown: boolean;
}

/** A report for people: one line for each thing that happens, the answer at the end. */
export function textReporter(
  line: (text: string) => void,
  color: Colors,
  { columns, rendersMarkdown }: TextLayout,
): RunReporter {
  let steps = 0;
  const all = (lines: readonly string[]): void => {
    for (const each of lines) line(each);
  };
  return {
    began({ id, task, followUp, recorded }) {
      if (task !== null) all(hanging(`${color.bold('task')}     `, printable(task, 1000), columns()));
      line(`${color.bold(recorded ? 'replay ' : 'session')}  ${printable(id)}`);
      for (const command of followUp) line(color.dim(`         ${command}`));
      line('');
    },
    state: () => undefined,
    status(status, word) {
      line(
        color.bold(STATUS_PAINT[status](color)(status)) + (word === status ? '' : color.dim(` (${printable(word)})`)),
      );
    },
    event(_index, event) {
      const description = describeEvent(event);
      if (description === null) return;
      const { label, text } = description;
      const name = (label === 'step' ? `step ${++steps}` : label).padEnd(8);
      const paint = label === 'error' ? color.red : label === 'step' ? color.cyan : color.dim;
      const shown = label === 'sees' || label === 'tool' ? color.dim(text) : text;
      all(hanging(`  ${paint(name)} `, shown, columns()));
    },
    link: (link) => line(color.yellow(`  ${describeLink(link)}`)),
    answer(answer) {
      line('');
      if (answer.ok) {
        line(color.bold('answer'));
        all(answerLines(answer.value, color, rendersMarkdown ? columns() : null));
        return;
      }
      line(color.red('The answer does not conform to its format:'));
      line(describeIssues(answer.issues));
      if (answer.raw !== null) all(answerLines(answer.raw, color, null));
    },
    ended({ status, error, errorCode, state, elapsedMs }) {
      line('');
      const cause = error === null ? '' : `: ${printable(error, 500)}`;
      const code = errorCode === null ? '' : ` (${printable(errorCode)})`;
      const totals = [formatSteps(state.steps), formatDuration(elapsedMs), ...formatUsage(state)].join(' · ');
      const word = color.bold(STATUS_PAINT[status](color)(status));
      all(hanging('', `${word}${cause}${cause && code}  ${color.dim(totals)}`, columns()));
    },
    note: line,
    close: () => undefined,
  };
}
