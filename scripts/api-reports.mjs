/**
 * `npm run api`: writes what each public entry promises, in `docs/reference/api`, one report per entry. `npm run check -- api`
 * compares: whoever changes a public name changes its report too, where a reviewer sees it. Both need a build.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { root, workspacePackages } from './workspace.mjs';

const folder = join(root, 'docs/reference/api');
mkdirSync(folder, { recursive: true });
const committed = new Map(
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name.endsWith('.api.md'))
    .map(({ name }) => [name, readFileSync(join(folder, name), 'utf8')]),
);
const reports = makeReports();
if (process.argv.includes('--check')) {
  const changed = [...new Set([...committed.keys(), ...reports.keys()])].filter(
    (name) => committed.get(name) !== reports.get(name),
  );
  for (const name of changed) console.error(`${name}\n${firstDifference(committed.get(name), reports.get(name))}`);
  if (changed.length > 0) {
    console.error(
      '\nThe public API differs from its reports. If that is meant, run `npm run build && npm run api`, commit',
    );
    console.error('docs/reference/api, and say so in a changeset.');
    process.exitCode = 1;
  }
} else {
  for (const name of committed.keys()) if (!reports.has(name)) rmSync(join(folder, name));
  for (const [name, text] of reports) writeFileSync(join(folder, name), text);
}
console.log(`${reports.size} entries`);

/**
 * @returns {Map<string, string>} name of the report, and its text
 */
function makeReports() {
  const target = mkdtempSync(join(tmpdir(), 'agent-session-api-'));
  const temporary = join(target, 'temporary');
  mkdirSync(temporary);
  try {
    const entries = publicEntries();
    const configs = entries.map((entry) => configOf(entry, entries, target, temporary));
    const [first] = configs;
    if (first === undefined) throw new Error('There is no public entry.');
    // One program for all: most of the time goes into making it.
    const compilerState = CompilerState.create(first, { additionalEntryPoints: entries.map(({ types }) => types) });
    for (const config of configs) {
      const { succeeded } = Extractor.invoke(config, {
        localBuild: true,
        compilerState,
        messageCallback: (message) => (message.handled = true),
      });
      if (!succeeded) throw new Error(`No report of ${config.mainEntryPointFilePath} could be made.`);
    }
    const names = readdirSync(target).filter((name) => name.endsWith('.api.md'));
    return new Map(names.map((name) => [name, readFileSync(join(target, name), 'utf8').replaceAll('\r\n', '\n')]));
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}

/** @typedef {{ name: string, folder: string, types: string }} Entry */

/** @returns {Entry[]} */
function publicEntries() {
  return workspacePackages()
    .filter(({ manifest }) => manifest.private !== true)
    .flatMap(({ folder: own, manifest: { name, exports = {} } }) =>
      Object.entries(exports)
        .filter(([entry]) => !entry.endsWith('.json'))
        .map(([entry, target]) => ({
          name: name + entry.slice(1),
          folder: own,
          types: join(own, String(Reflect.get(Object(target), 'types'))),
        })),
    );
}

/** @param {Entry} entry @param {readonly Entry[]} entries @param {string} target @param {string} temporary */
function configOf(entry, entries, target, temporary) {
  const silent = { default: { logLevel: /** @type {never} */ ('none') } };
  const compilerOptions = {
    target: 'ES2022',
    module: 'NodeNext',
    moduleResolution: 'NodeNext',
    lib: ['ES2023', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
    types: ['node'],
    jsx: 'react-jsx',
    strict: true,
    skipLibCheck: true,
  };
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(entry.folder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: entry.folder,
      mainEntryPointFilePath: entry.types,
      compiler: { overrideTsconfig: { compilerOptions, files: entries.map(({ types }) => types) } },
      apiReport: {
        enabled: true,
        reportFolder: target,
        reportTempFolder: temporary,
        reportFileName: `${entry.name.replace('@', '').replaceAll('/', '-')}.api.md`,
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent,
        compilerMessageReporting: silent,
      },
    },
  });
}

/** @param {string | undefined} before @param {string | undefined} after */
function firstDifference(before, after) {
  if (before === undefined) return '  is not there yet';
  if (after === undefined) return '  is of an entry that is gone';
  const old = before.split('\n');
  const now = after.split('\n');
  const at = now.findIndex((line, index) => line !== old[index]);
  return `  line ${at + 1}: - ${old[at] ?? ''}\n  line ${at + 1}: + ${now[at] ?? ''}`;
}
