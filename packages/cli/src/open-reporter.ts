import pc from 'picocolors';
import type { LiveReporter, LiveViewOptions } from './live-reporter.js';
import { type OutputMode, usesColor } from './output-mode.js';
import type { RunReporter } from './run-reporter.js';
import type { Terminal } from './terminal.js';

/** The reporter for a mode; what the others need is not loaded. `view` is it, where it is live. */
export async function openReporter(
  mode: OutputMode,
  terminal: Terminal,
  options: LiveViewOptions,
): Promise<{ readonly reporter: RunReporter; readonly view: LiveReporter | null }> {
  switch (mode) {
    case 'json': {
      const { jsonReporter } = await import('./json-reporter.js');
      return { reporter: jsonReporter(terminal), view: null };
    }
    case 'lines': {
      const { textReporter } = await import('./text-reporter.js');
      const line = (text: string): void => void terminal.stdout.write(`${text}\n`);
      const layout = { columns: () => null, rendersMarkdown: false };
      return { reporter: textReporter(line, pc.createColors(usesColor(terminal)), layout), view: null };
    }
    case 'live': {
      const { liveReporter } = await import('./live-reporter.js');
      const view = liveReporter(terminal, options);
      return { reporter: view, view };
    }
  }
}
