import stringWidth from 'string-width';

/** Puts parts on as few lines as they fit, in order. A part that is wider than a line gets one of its own. Pure. */
export function fitParts(parts: readonly string[], separator: string, columns: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const line = lines.at(-1);
    const longer = line === undefined ? part : line + separator + part;
    if (line !== undefined && stringWidth(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines;
}
