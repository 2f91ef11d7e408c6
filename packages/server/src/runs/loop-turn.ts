const immediate = (globalThis as { readonly setImmediate?: (callback: () => void) => unknown }).setImmediate;

/**
 * Resolves after the event loop went round: others get their turn. No time of the clock passes. An immediate where there is
 * one, because it comes in a fixed order with other work, which a timer of the machine does not.
 */
export function loopTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (immediate) immediate(resolve);
    else setTimeout(resolve, 0);
  });
}
