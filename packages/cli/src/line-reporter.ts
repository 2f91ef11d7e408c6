import pc from 'picocolors';
import { jsonReporter } from './json-reporter.js';
import { type OutputMode, usesColor } from './output-mode.js';
import type { RunReporter } from './run-reporter.js';
import type { Terminal } from './terminal.js';
import { textReporter } from './text-reporter.js';

/** The reporter that writes line after line: records for programs, text for people. */
export function lineReporter(mode: OutputMode, terminal: Terminal): RunReporter {
  if (mode === 'json') return jsonReporter(terminal);
  return textReporter((line) => void terminal.stdout.write(`${line}\n`), pc.createColors(usesColor(terminal)));
}
