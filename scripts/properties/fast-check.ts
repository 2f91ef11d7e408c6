/**
 * What tests get when they import `fast-check` (vitest.workspace.ts): the same library, drawing from the seeds of the suite.
 */
import * as fc from 'fast-check';
import { runsPerSeed, SEED, seeds } from './seeds.ts';

fc.configureGlobal({ seed: SEED });

type AnyProperty<Values> = fc.IProperty<Values> | fc.IAsyncProperty<Values>;

export function assert<Values>(property: fc.IAsyncProperty<Values>, params?: fc.Parameters<Values>): Promise<void>;
export function assert<Values>(property: fc.IProperty<Values>, params?: fc.Parameters<Values>): void;
export function assert<Values>(
  property: AnyProperty<Values>,
  params: fc.Parameters<Values> = {},
): Promise<void> | void {
  // A seed that the caller got from seeds(): its runs are counted there.
  if (params.seed !== undefined) return fc.assert(property as fc.IAsyncProperty<Values>, params);
  const numRuns = runsPerSeed(params.numRuns ?? 100);
  const tries = seeds(1, numRuns);
  if (property.isAsync()) return assertAsync(property as fc.IAsyncProperty<Values>, { ...params, numRuns }, tries);
  for (const seed of tries) fc.assert(property as fc.IProperty<Values>, { ...params, numRuns, seed });
}

async function assertAsync<Values>(
  property: fc.IAsyncProperty<Values>,
  params: fc.Parameters<Values>,
  tries: Iterable<number>,
): Promise<void> {
  for (const seed of tries) await fc.assert(property, { ...params, seed });
}

export * from 'fast-check';
export default { ...fc, assert };
