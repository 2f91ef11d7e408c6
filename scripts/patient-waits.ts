/** Before each test file: what a test waits for may take as long as the test itself. A busy machine is no failure. */
import { vi } from 'vitest';

const { waitFor } = vi;

/** Less than a test may take, so that a wait that fails can say what it waited for. */
export const PATIENCE_MS = 200_000;

vi.waitFor = (callback, options) =>
  waitFor(callback, { timeout: PATIENCE_MS, ...(typeof options === 'number' ? { timeout: options } : options) });
