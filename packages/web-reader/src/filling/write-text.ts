import type { PageItem } from '../list/read-item.js';
import type { TextStyle } from '../message/read-task.js';

/** What a free-text answer is about. */
export interface TextAnswer {
  readonly items: readonly PageItem[];
  /** Items of the list before the first of these. */
  readonly offset: number;
  readonly asked: number | null;
  readonly pageTitle: string;
  readonly pageUrl: string;
  readonly style: TextStyle;
  /** What kept the answer short, in a sentence; `null`: nothing. */
  readonly shortfall: string | null;
}

/** Writes the items as text for a person, or as JSON text when the message asked for JSON. */
export function writeText(answer: TextAnswer): string {
  const { items, offset, style } = answer;
  if (style === 'json') return JSON.stringify(items.map(plainItem), null, 2);
  const lines = items.map((item, index) => line(item, offset + index + 1, style));
  if (style === 'links') return lines.join('\n');
  const range = offset === 0 ? `${items.length} from` : `${offset + 1} to ${offset + items.length} from`;
  const heading = `${range} ${answer.pageTitle === '' ? answer.pageUrl : `"${answer.pageTitle}" (${answer.pageUrl})`}:`;
  return [heading, ...lines, ...(answer.shortfall === null ? [] : ['', answer.shortfall])].join('\n');
}

/** Every field the page offers for an item, under its plain name. */
export function plainItem(item: PageItem): Record<string, string> {
  return Object.fromEntries([...item.facts].map(([field, fact]) => [field, fact.text]));
}

function line(item: PageItem, position: number, style: TextStyle): string {
  if (style === 'links') return item.url;
  if (style === 'titles') return `${position}. ${item.title}`;
  if (style === 'markdown')
    return `- [${item.title.replaceAll(/[[\]]/g, String.raw`\$&`)}](${item.url})${details(item)}`;
  return `${position}. ${item.title}${details(item)}\n   ${item.url}`;
}

function details({ facts }: PageItem): string {
  const parts: string[] = [];
  const price = facts.get('price');
  const points = facts.get('points');
  const comments = facts.get('comments');
  const author = facts.get('author');
  const date = facts.get('date');
  if (price !== undefined) parts.push(price.text);
  if (points !== undefined) parts.push(/[a-z]/i.test(points.text) ? points.text : `${points.text} points`);
  if (author !== undefined) parts.push(`by ${author.text}`);
  if (date !== undefined) parts.push(date.text);
  if (comments !== undefined) parts.push(/[a-z]/i.test(comments.text) ? comments.text : `${comments.text} comments`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
