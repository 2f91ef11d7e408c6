import { isElement, textOf } from './page-text.js';
import type { PageElement } from './page-tree.js';

/** The cells of a record in a table, by the header of their column. */
export function* tableLabels(parts: readonly PageElement[]): Generator<[string, PageElement]> {
  for (const part of parts) {
    if (part.tag !== 'tr') continue;
    const header = headerRow(part);
    if (header === null) continue;
    const names = columns(header);
    for (const [column, cell] of columns(part)) {
      const name = names.get(column);
      if (name !== undefined) yield [textOf(name, { maxCharacters: 100 }), cell];
    }
  }
}

function headerRow(row: PageElement): PageElement | null {
  let table = row.parent;
  while (table !== null && table.tag !== 'table') table = table.parent;
  for (const section of table?.children.filter(isElement) ?? []) {
    const first =
      section.tag === 'tr' ? section : section.children.find((child) => isElement(child) && child.tag === 'tr');
    if (!isElement(first)) continue;
    const cells = first.children.filter(isElement);
    const isHeader =
      first !== row &&
      cells.length > 1 &&
      (section.tag === 'thead' || cells.filter(({ tag }) => tag === 'th').length * 2 > cells.length);
    return isHeader ? first : null;
  }
  return null;
}

function columns(row: PageElement): Map<number, PageElement> {
  const cells = new Map<number, PageElement>();
  let column = 0;
  for (const cell of row.children) {
    if (!isElement(cell)) continue;
    cells.set(column, cell);
    column += Math.min(Math.max(Number(cell.attributes.get('colspan') ?? 1) || 1, 1), 100);
  }
  return cells;
}
