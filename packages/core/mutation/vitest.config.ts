import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const conditions = ['@agent-session/source', 'module', 'import', 'node', 'default'];

/**
 * The tests that mutation testing runs, in a copy of this folder. Left out: what compares files outside of the copy or
 * reads the sources instead of running them.
 */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    root: join(import.meta.dirname, '..'),
    include: ['test/**/*.test.ts'],
    exclude: ['test/lifecycle-docs.test.ts', 'test/spec.test.ts'],
    // Thousands of mutants: each property is tried less often for each.
    env: { PROPERTY_RUNS: '60' },
  },
});
