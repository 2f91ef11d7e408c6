import { type MarkedToken, type Token, type Tokens, lexer } from 'marked';
import stringWidth from 'string-width';
import { printableLines, printableText } from './printable.js';
import type { Colors } from './colors.js';
import { wrapWords } from './wrap-words.js';

/** Longer texts are shown as they came: nobody reads them in a terminal. */
const MAX_LENGTH = 100_000;

/**
 * A text that may be Markdown, as agents write their answers, laid out for a terminal. What it holds is hostile: nothing
 * but what this function paints reaches the terminal as a control sequence, and links are shown, never made clickable.
 */
export function markdownLines(text: string, color: Colors, columns: number): readonly string[] {
  const safe = printableLines(text);
  if (text.length > MAX_LENGTH) return safe;
  try {
    const lines = blocks(lexer(safe.join('\n')), { color, columns: Math.max(20, columns - 1) });
    return lines.length === 0 ? safe : lines;
  } catch {
    // Nested too deeply for the parser: then it was not written to be read.
    return safe;
  }
}

interface Layout {
  readonly color: Colors;
  readonly columns: number;
}

/** Blocks one below the other, an empty line between them. */
function blocks(tokens: readonly Token[], layout: Layout): string[] {
  const lines: string[] = [];
  for (const token of tokens) {
    if (token.type === 'space') continue;
    const block = blockLines(token as MarkedToken, layout);
    if (lines.length > 0 && block.length > 0) lines.push('');
    lines.push(...block);
  }
  return lines;
}

function blockLines(token: MarkedToken, layout: Layout): string[] {
  const { color, columns } = layout;
  switch (token.type) {
    case 'heading':
      return wrap(
        color.bold(token.depth === 1 ? color.underline(inline(token.tokens, color)) : inline(token.tokens, color)),
        columns,
      );
    case 'code':
      return token.text.split('\n').map((line) => `  ${color.cyan(says(line))}`);
    case 'blockquote':
      return behind(color.dim('│ '), color.dim('│ '), blocks(token.tokens, { color, columns: columns - 2 }));
    case 'list':
      return listLines(token, layout);
    case 'hr':
      return [color.dim('─'.repeat(Math.min(columns, 40)))];
    case 'table':
      return tableLines(token, layout);
    case 'paragraph':
      return wrap(inline(token.tokens, color), columns);
    case 'text':
      return wrap(token.tokens === undefined ? says(token.text) : inline(token.tokens, color), columns);
    default:
      return wrap(says(token.raw.trimEnd()), columns);
  }
}

function listLines({ items, ordered, start, loose }: Tokens.List, { color, columns }: Layout): string[] {
  return items.flatMap((item, at) => {
    const mark = ordered ? `${(start || 1) + at}.` : '•';
    const box = item.task ? (item.checked ? '[x] ' : '[ ] ') : '';
    const label = `${color.cyan(mark)} ${box}`;
    const indent = ' '.repeat(stringWidth(label));
    const tokens = item.tokens.filter(({ type }) => type !== 'checkbox');
    const inner = { color, columns: columns - indent.length };
    const lines = loose ? blocks(tokens, inner) : tokens.flatMap((token) => blocks([token], inner));
    const gap = loose && at < items.length - 1 ? [''] : [];
    return [...behind(label, indent, lines.length === 0 ? [''] : lines), ...gap];
  });
}

function tableLines({ header, rows, align }: Tokens.Table, { color, columns }: Layout): string[] {
  const cells = [header, ...rows].map((row) => row.map((cell) => inline(cell.tokens, color)));
  const widths = header.map((_, at) => Math.max(...cells.map((row) => stringWidth(row[at] ?? ''))));
  const total = widths.reduce((sum, width) => sum + width + 2, -2);
  // A table that does not fit is a list of what its rows say.
  if (total > columns) {
    const names = cells[0] ?? [];
    return cells
      .slice(1)
      .flatMap((row, at) => [
        ...(at === 0 ? [] : ['']),
        ...row.flatMap((cell, column) => wrap(`${color.bold(names[column] ?? '')}: ${cell}`, columns)),
      ]);
  }
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => {
        const rest = ' '.repeat((widths[at] ?? 0) - stringWidth(cell));
        return align[at] === 'right' ? rest + cell : cell + rest;
      })
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = cells;
  return [color.bold(line(head)), color.dim(widths.map((width) => '─'.repeat(width)).join('  ')), ...body.map(line)];
}

function inline(tokens: readonly Token[] | undefined, color: Colors): string {
  return (tokens ?? []).map((token) => inlineText(token as MarkedToken, color)).join('');
}

function inlineText(token: MarkedToken, color: Colors): string {
  switch (token.type) {
    case 'strong':
      return color.bold(inline(token.tokens, color));
    case 'em':
      return color.italic(inline(token.tokens, color));
    case 'del':
      return color.strikethrough(inline(token.tokens, color));
    case 'codespan':
      return color.cyan(says(token.text));
    case 'br':
      return '\n';
    case 'link': {
      const text = inline(token.tokens, color);
      return token.href === token.text || token.href === `mailto:${token.text}`
        ? color.underline(text)
        : `${color.underline(text)} ${color.dim(`(${says(token.href)})`)}`;
    }
    case 'image':
      return `[${says(token.text)}] ${color.dim(`(${says(token.href)})`)}`;
    case 'text':
    case 'escape':
      return 'tokens' in token && token.tokens !== undefined ? inline(token.tokens, color) : says(token.text);
    default:
      return says(token.raw);
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };

/**
 * What a token says. The parser turns numbers of characters into those characters, so that control characters may be back
 * that were taken out before.
 */
function says(text: string): string {
  const decoded = text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => ENTITIES[name] ?? '');
  return printableText(decoded);
}

function behind(first: string, others: string, lines: readonly string[]): string[] {
  return lines.map((line, at) => ((at === 0 ? first : others) + line).trimEnd());
}

function wrap(text: string, columns: number): string[] {
  return wrapWords(text, Math.max(10, columns));
}
