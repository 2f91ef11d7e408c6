/**
 * `npm run check -- consumers`: what a stranger gets. Packs the public packages, installs the tarballs with npm in an empty
 * project, and there type-checks imports of every entry (NodeNext and Bundler), imports them, requires them, and starts
 * the command line program. Needs a build.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { outputOf } from './output-of.mjs';
import { withTarballs } from './pack.mjs';
import { tsc } from './setup.mjs';

await withTarballs(async (packed, directory) => {
  const project = join(directory, 'project');
  mkdirSync(project);
  const write = (/** @type {string} */ name, /** @type {string} */ text) => writeFileSync(join(project, name), text);
  const run = (/** @type {string} */ command, /** @type {readonly string[]} */ args) =>
    outputOf(command, args, { cwd: project });

  const peers = Object.assign({}, ...packed.map(({ manifest }) => manifest.peerDependencies));
  const ours = packed.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]);
  const dependencies = { '@types/node': '^20.19.0', ...peers, ...Object.fromEntries(ours) };
  write('package.json', JSON.stringify({ name: 'consumer', private: true, type: 'module', dependencies }));
  run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']);

  const entries = packed.flatMap((one) => one.entries);
  const imports = entries.map((entry, index) => `import * as entry${index} from '${entry}';`);
  const uses = entries.map((_, index) => `export const keys${index}: readonly string[] = Object.keys(entry${index});`);
  write('consumer.ts', [...imports, ...uses].join('\n'));
  for (const [module, moduleResolution] of [
    ['NodeNext', 'NodeNext'],
    ['ESNext', 'Bundler'],
  ]) {
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'ES2022',
      lib: ['ES2022', 'DOM', 'DOM.Iterable'],
      types: ['node'],
      strict: true,
      noEmit: true,
      skipLibCheck: false,
    };
    write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
    run(process.execPath, [tsc, '-p', '.']);
  }

  // An entry without a single export is a broken build, however well it loads.
  const check = "if (Object.keys(loaded).length === 0) throw new Error('nothing is exported');";
  for (const entry of entries) {
    const fail = `throw new Error(${JSON.stringify(entry)} + ': ' + error.stack);`;
    write('import.mjs', `try { const loaded = await import('${entry}'); ${check} } catch (error) { ${fail} }`);
    run(process.execPath, ['import.mjs']);
    write('require.cjs', `try { const loaded = require('${entry}'); ${check} } catch (error) { ${fail} }`);
    run(process.execPath, ['--no-warnings', 'require.cjs']);
  }
  if (packed.some(({ manifest }) => manifest.name === 'agent-session')) {
    run(process.execPath, ['node_modules/agent-session/dist/bin.js', '--help']);
  }
  console.log(`${entries.length} entries of ${packed.length} packages: types, import and require hold`);
}).catch((/** @type {unknown} */ error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
