import pc from 'picocolors';
import { describeEvent } from './describe-event.js';
import { describeIssues } from './describe-issues.js';
import { describeLink } from './describe-link.js';
import { printable } from './printable.js';
import type { RunReporter } from './run-reporter.js';
import type { Terminal } from './terminal.js';

/** A report for people: one line for each thing that happens, the answer at the end. */
export function textReporter({ stdout, environment }: Pick<Terminal, 'stdout' | 'environment'>): RunReporter {
  const color = pc.createColors(stdout.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb');
  const line = (text = ''): void => {
    stdout.write(`${text}\n`);
  };
  let steps = 0;
  return {
    launched({ id, task, followUp }) {
      line(`${color.bold('task')}     ${printable(task)}`);
      line(`${color.bold('session')}  ${id}`);
      for (const command of followUp) line(color.dim(`         ${command}`));
      line();
    },
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
      line();
      if (answer.ok) {
        // Free text is shown as text, without what could steer the terminal; JSON escapes control characters itself.
        if (typeof answer.value !== 'string') line(JSON.stringify(answer.value, null, 2));
        else for (const part of answer.value.split('\n')) line(printable(part, Infinity));
      } else {
        line(color.red('The answer does not conform to its format:'));
        line(describeIssues(answer.issues));
        if (answer.raw !== null) line(JSON.stringify(answer.raw, null, 2));
      }
    },
    ended({ status, error, errorCode, steps: total, elapsedMs }) {
      line();
      const cause = error === null ? '' : `: ${printable(error, 500)}${errorCode === null ? '' : ` (${errorCode})`}`;
      line(`${color.bold(status)}${cause}  ${color.dim(`${total} steps, ${(elapsedMs / 1000).toFixed(1)} s`)}`);
    },
  };
}
