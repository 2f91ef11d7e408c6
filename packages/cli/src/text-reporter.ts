import type pc from 'picocolors';
import { describeEvent } from './describe-event.js';
import { describeIssues } from './describe-issues.js';
import { describeLink } from './describe-link.js';
import { formatDuration, formatSteps, formatUsage } from './format-totals.js';
import { printable, printableJson, printableLines } from './printable.js';
import type { RunReporter } from './run-reporter.js';

/** What picocolors makes. */
export type Colors = ReturnType<typeof pc.createColors>;

/** A report for people: one line for each thing that happens, the answer at the end. */
export function textReporter(line: (text: string) => void, color: Colors): RunReporter {
  let steps = 0;
  return {
    began({ id, task, followUp, recorded }) {
      if (task !== null) line(`${color.bold('task')}     ${printable(task)}`);
      line(`${color.bold(recorded ? 'replay ' : 'session')}  ${printable(id)}`);
      for (const command of followUp) line(color.dim(`         ${command}`));
      line('');
    },
    state: () => undefined,
    status(status, word) {
      line(color.cyan(status) + (word === status ? '' : color.dim(` (${printable(word)})`)));
    },
    event(_index, event) {
      const description = describeEvent(event);
      if (description === null) return;
      const { label, text } = description;
      const name = label === 'step' ? `step ${++steps}` : label;
      line(`  ${(label === 'error' ? color.red : color.dim)(name.padEnd(8))} ${text}`);
    },
    link: (link) => line(color.yellow(`  ${describeLink(link)}`)),
    answer(answer) {
      line('');
      if (answer.ok) {
        if (typeof answer.value === 'string') for (const part of printableLines(answer.value)) line(part);
        else for (const part of printableJson(answer.value, 2).split('\n')) line(part);
        return;
      }
      line(color.red('The answer does not conform to its format:'));
      line(describeIssues(answer.issues));
      if (answer.raw !== null) for (const part of printableJson(answer.raw, 2).split('\n')) line(part);
    },
    ended({ status, error, errorCode, state, elapsedMs }) {
      line('');
      const cause = error === null ? '' : `: ${printable(error, 500)}`;
      const code = errorCode === null ? '' : ` (${printable(errorCode)})`;
      const totals = [formatSteps(state.steps), formatDuration(elapsedMs), ...formatUsage(state)].join(', ');
      line(`${color.bold(status)}${cause}${cause && code}  ${color.dim(totals)}`);
    },
    note: line,
    close: () => undefined,
  };
}
