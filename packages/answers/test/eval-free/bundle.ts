import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { compileAnswerModule } from '../../src/index.js';
import { readSchema } from '../../src/schema/read-schema.js';
import { suiteGroups } from '../support/official-suite.js';
import type { Case } from './program.js';

/** Every schema of the official suite that we accept, with its data. */
export function suiteCases(): Case[] {
  return [...suiteGroups('draft2020-12'), ...suiteGroups('draft7')].flatMap(({ schema, tests }) =>
    'issues' in readSchema(schema) ? [] : [{ schema, data: tests.map(({ data }) => data) }],
  );
}

/** What goes into a script. */
export interface ProgramParts {
  readonly cases: readonly Case[];
  /** One case in so many gets a standalone module too: all of them make a bundle of megabytes. */
  readonly standaloneEvery: number;
  /** What to do with `cases` and `judge`. */
  readonly entry: string;
  readonly folder: string;
}

/** Bundles the program with the cases into one script and gives its path. */
export async function bundleProgram({ cases, standaloneEvery, entry, folder }: ProgramParts): Promise<string> {
  const here = import.meta.dirname;
  const imports: string[] = [];
  const list = cases.map(({ schema, data }, index) => {
    // JSON text, not a literal: `__proto__` means something else in a literal.
    const json = `JSON.parse(${JSON.stringify(JSON.stringify({ schema, data }))})`;
    if (index % standaloneEvery !== 0) return json;
    const file = join(folder, `schema-${index}.mjs`);
    writeFileSync(file, compileAnswerModule(schema, { runtime: join(here, '../../src/runtime.ts') }));
    imports.push(`import { validator as v${index} } from ${JSON.stringify(file)};`);
    return `{ ...${json}, validator: v${index} }`;
  });
  const source = join(folder, 'entry.mjs');
  const program = JSON.stringify(join(here, 'program.ts'));
  writeFileSync(
    source,
    [`import { judge } from ${program};`, ...imports, `const cases = [${list.join(',\n')}];`, entry].join('\n'),
  );
  const outfile = join(folder, 'bundle.mjs');
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['@agent-session/source'],
    target: 'es2022',
    logLevel: 'silent',
    nodePaths: [join(here, '../../node_modules')],
  });
  return outfile;
}

/** Runs with a temporary folder that is removed afterwards. */
export async function withFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'answers-eval-free-'));
  try {
    return await run(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
