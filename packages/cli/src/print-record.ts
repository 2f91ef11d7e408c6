import { outputMode, type OutputOptions } from './output-mode.js';
import { printableJson } from './printable.js';
import type { Terminal } from './terminal.js';

/** Prints one result: a record for programs, lines for people. */
export function printRecord(
  options: OutputOptions,
  terminal: Terminal,
  record: object,
  lines: () => readonly string[],
): void {
  const text = outputMode(options, terminal) === 'json' ? [printableJson(record)] : lines();
  for (const line of text) terminal.stdout.write(`${line}\n`);
}
