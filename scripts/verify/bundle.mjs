import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { root } from '../workspace.mjs';

const core = join(root, 'packages/core');

/** Where bundles stand: beside what core depends on, which they import. */
export const bundleFolder = join(core, 'node_modules/.cache/verify');

/**
 * The tables that a mutant of a cell changes, before anything is derived from them: the file in core/src, its tables.
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const tables = {
  'tables/transition-table.ts': ['TRANSITIONS'],
  'tables/command-table.ts': ['COMMAND_TABLE'],
  'fold/intents.ts': ['INTENT_RULES'],
};

/**
 * A file of core/test/model with all it imports as one file for Node, made from source, so that nothing has to be built
 * before.
 * @param {string} name of the bundle
 * @param {'verify.ts' | 'compare-cells.ts'} entry
 * @param {{ readonly file: string, readonly text: string }} [edited] the text of a file of core/src instead of its own
 * @returns {Promise<string>} the file
 */
export async function bundleModel(name, entry, edited) {
  const outfile = join(bundleFolder, `${name}.mjs`);
  await build({
    entryPoints: [join(core, 'test/model', entry)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    conditions: ['@agent-session/source'],
    external: ['xstate'],
    logLevel: 'error',
    plugins: [
      {
        name: 'plant',
        setup(bundler) {
          bundler.onLoad({ filter: /\/packages\/core\/src\/.*\.ts$/ }, ({ path }) => {
            const file = relative(join(core, 'src'), path).replaceAll('\\', '/');
            const text = file === edited?.file ? edited.text : readFileSync(path, 'utf8');
            const hooks = (tables[file] ?? []).map((table) => `globalThis.plant?.({ ${table} });\n`);
            return { contents: `${text}\n${hooks.join('')}`, loader: 'ts' };
          });
        },
      },
    ],
  });
  return outfile;
}
