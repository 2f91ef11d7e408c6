import type { Terminal } from './terminal.js';

/** A signal that aborts on Ctrl-C, or for another reason to stop. The second Ctrl-C is the system's again: it ends the process at once. */
export function stopSignal(terminal: Terminal): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const release = terminal.onStop(() => {
    release();
    controller.abort();
  });
  return { signal: controller.signal, release };
}
