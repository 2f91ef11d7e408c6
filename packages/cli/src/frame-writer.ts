import { createLogUpdate } from 'log-update';
import stringWidth from 'string-width';

/** Writes lines that stay, and below them a frame that is replaced. */
export interface FrameWriter {
  /** Lines that scroll away, above the frame. */
  lines(lines: readonly string[]): void;
  frame(text: string): void;
  /** Takes the frame away and shows the cursor. */
  close(): void;
}

/**
 * Draws with `log-update`, which erases as many rows as it wrote. In a window that was made narrower they have become more,
 * because terminals wrap what no longer fits: those are counted anew and erased here.
 */
export function frameWriter(stream: NodeJS.WriteStream): FrameWriter {
  const log = createLogUpdate(stream);
  let drawn: { readonly text: string; readonly columns: number } | null = null;

  const clear = (): void => {
    log.clear();
    const columns = columnsOf(stream);
    if (drawn !== null && columns < drawn.columns) {
      const more = rowsOf(drawn.text, columns) - rowsOf(drawn.text, drawn.columns);
      if (more > 0) stream.write(`\u001b[${more}A\r\u001b[0J`);
    }
    drawn = null;
  };
  return {
    lines(lines) {
      if (lines.length === 0) return;
      clear();
      // Not `log.persist`, which breaks long lines: an address is to be copied in one piece.
      stream.write(`${lines.join('\n')}\n`);
    },
    frame(text) {
      const columns = columnsOf(stream);
      if (drawn !== null && drawn.columns !== columns) clear();
      log(text);
      drawn = { text, columns };
    },
    close() {
      clear();
      log.done();
    },
  };
}

/** How wide a terminal is; some do not say. */
export function columnsOf(stream: { readonly columns?: number }): number {
  return stream.columns || 80;
}

/** How many rows a text takes up in a terminal that wraps. */
function rowsOf(text: string, columns: number): number {
  return text.split('\n').reduce((rows, line) => rows + Math.max(1, Math.ceil(stringWidth(line) / columns)), 0);
}
