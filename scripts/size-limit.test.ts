import { relative } from 'node:path';
import { expect, it } from 'vitest';
import budgets from '../.size-limit.mjs';
import { root, workspacePackages } from './workspace.mjs';

it('every public entry has a budget', () => {
  const files = workspacePackages()
    .filter(({ manifest }) => manifest.private !== true)
    .flatMap(({ folder, manifest }) => targetsOf(manifest.exports).map((file) => relative(root, `${folder}/${file}`)));
  const built = files.filter((file) => /\/dist\/.*\.js$/.test(file));
  expect(new Set(budgets.map(({ path }) => path))).toEqual(new Set(built));
});

function targetsOf(target: unknown): string[] {
  if (typeof target === 'string') return [target];
  return Object.values(Object(target) as object).flatMap(targetsOf);
}
