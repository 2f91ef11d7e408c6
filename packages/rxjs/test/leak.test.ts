import { expect, test } from 'vitest';
import { runApart } from './run-apart.js';

test('ten thousand watches that came and went leave no handle and no memory behind', async () => {
  // A process of its own, because only there the heap is ours alone and can be collected on demand.
  const left = await runApart('leak/watch-and-leave.ts', { flags: ['--expose-gc'] });
  console.log(left);
  expect(left['open']).toBe(0);
  expect(left['handlesAfter']).toBe(left['handlesBefore']);
  expect(left['heapGrowth']).toBeLessThanOrEqual(0.02);
});
