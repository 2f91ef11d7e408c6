/* oxlint-disable typescript/no-unsafe-call -- the import below resolves where this file runs, and only there */
import { join } from 'node:path';
// From where this file is when it runs: in a copy of this package, .stryker-tmp/sandbox-…/mutation.
import { folderTests } from '../../../../../vitest.workspace.ts';

/**
 * The tests that mutation testing runs, in a copy of this folder. Left out: what compares files outside of the copy or
 * reads the sources instead of running them.
 */
// oxlint-disable-next-line typescript/no-unsafe-call -- it resolves only there
export default folderTests(join(import.meta.dirname, '..'), {
  include: ['test/**/*.test.ts'],
  exclude: ['test/lifecycle-docs.test.ts', 'test/spec.test.ts'],
  typecheck: { enabled: false },
  // Thousands of mutants: each property is tried less often for each.
  env: { PROPERTY_RUNS: '60' },
});
