import { markdownLines } from './markdown-lines.js';
import { printableJson, printableLines } from './printable.js';
import type { Colors } from './colors.js';

/**
 * An answer for people: text as text, everything else as JSON that can be copied.
 *
 * @param columns how wide text that is Markdown is laid out; `null`: it is shown as it came
 */
export function answerLines(value: unknown, color: Colors, columns: number | null): readonly string[] {
  if (typeof value !== 'string') return colored(printableJson(value, 2), color).split('\n');
  return columns === null ? printableLines(value) : markdownLines(value, color, columns);
}

const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|-?\b\d[\d.eE+-]*/g;

function colored(json: string, color: Colors): string {
  if (!color.isColorSupported) return json;
  return json.replace(TOKENS, (token, text: string | undefined, colon: string | undefined) => {
    if (text === undefined) return color.yellow(token);
    return colon === undefined ? color.green(text) : color.cyan(text) + colon;
  });
}
