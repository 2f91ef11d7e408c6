import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkImports } from './check-imports.mjs';
import { root } from './workspace.mjs';

/** A copy of this very workspace, so that the check is proved on the modules it guards. */
let copy: string;
let asItIs: ReturnType<typeof checkImports>;
let undo: (() => void)[] = [];

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'check-imports-'));
  const skipped = new Set(['node_modules', 'dist', 'coverage', '.stryker-tmp']);
  cpSync(join(root, 'packages'), join(copy, 'packages'), {
    recursive: true,
    filter: (source) => !skipped.has(basename(source)),
  });
  asItIs = checkImports(copy);
});

afterEach(() => {
  for (const restore of undo) restore();
  undo = [];
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Writes a file of the copy until the end of the test. */
function write(file: string, change: (source: string) => string) {
  const path = join(copy, 'packages', file);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  undo.push(() => (before === undefined ? rmSync(path) : writeFileSync(path, before)));
  writeFileSync(path, change(before ?? ''));
}

function plant(file: string, source: string) {
  write(file, (before) => `${before}\n${source}\n`);
}

/** What the check has to say beyond what it says of the workspace as it is. */
function newViolations() {
  return checkImports(copy).violations.filter((violation) => !asItIs.violations.includes(violation));
}

describe('the import check', () => {
  it('finds the packages as they are in order, having seen their modules', () => {
    expect(asItIs.violations).toEqual([]);
    expect(asItIs.modules).toBeGreaterThan(100);
  });

  it.each([
    { kind: 'import', source: "import { createClient } from '@agent-session/client'; void createClient;" },
    { kind: 'type import', source: "import type { Client } from '@agent-session/client';" },
    { kind: 'dynamic import', source: "export const late = () => import('@agent-session/client');" },
    { kind: 'import type expression', source: "export type C = import('@agent-session/client').Client;" },
    { kind: 're-export', source: "export * from '@agent-session/client';" },
  ])('sees a forbidden $kind from a row beside', ({ source }) => {
    plant('core/src/index.ts', source);
    expect(newViolations()).toContain(
      'packages/core/src/index.ts imports @agent-session/client: ' +
        'row 1 may import only rows below it, and client is in row 1.',
    );
  });

  it('sees an import from a row above', () => {
    plant('protocol/src/index.ts', "import '@agent-session/core';");
    expect(newViolations()).toContainEqual(
      expect.stringContaining('row 0 may import only rows below it, and core is in row 1'),
    );
  });

  it.each(['import', 'import type'])('sees a cycle made by `%s`', (statement) => {
    plant('core/src/planted-a.ts', `${statement} { B } from './planted-b.js';\nexport interface A { b: B }`);
    plant('core/src/planted-b.ts', `${statement} { A } from './planted-a.js';\nexport interface B { a: A }`);
    expect(newViolations()).toEqual([
      'cycle: packages/core/src/planted-a.ts → packages/core/src/planted-b.ts → packages/core/src/planted-a.ts',
    ]);
  });

  it.each([
    { specifier: '@agent-session/protocol/src/session.js', problem: 'has no public entry "./src/session.js"' },
    { specifier: '../../protocol/src/session.js', problem: 'it leaves its package' },
  ])("sees $specifier, a way around a package's public entries", ({ specifier, problem }) => {
    plant('core/src/index.ts', `import '${specifier}';`);
    expect(newViolations()).toEqual([expect.stringContaining(problem)]);
  });

  it('sees a library outside its home', () => {
    plant('client/src/index.ts', "import { setup } from 'xstate'; void setup;");
    expect(newViolations()).toEqual([expect.stringContaining('xstate lives in core only')]);
  });

  it.each(['node:fs', 'fs/promises', 'libsql'])('sees %s in reach of an entry for every runtime', (name) => {
    plant('server/src/index.ts', `import '${name}';`);
    expect(newViolations()).toContain(
      `@agent-session/server, entry ".", reaches ${name} through packages/server/src/index.ts: ` +
        'Node-only code stays behind ./node or ./sqlite.',
    );
  });

  it('sees that an entry for every runtime reaches Node through another package', () => {
    plant('protocol/src/index.ts', "import 'node:fs';");
    expect(newViolations()).toContainEqual(
      expect.stringMatching(
        /^@agent-session\/client, entry "\.", reaches node:fs through packages\/protocol\/src\/index\.ts/,
      ),
    );
  });

  it('sees a runtime dependency of protocol', () => {
    write('protocol/package.json', (manifest) => manifest.replace('{', '{ "dependencies": { "ajv": "8.20.0" },'));
    expect(newViolations()).toEqual(['packages/protocol depends on ajv, but must have no runtime dependency.']);
  });

  it('sees shipped source that imports a test', () => {
    plant('core/src/planted.test.ts', 'export const a = 1;');
    plant('core/src/index.ts', "import './planted.test.js';");
    expect(newViolations()).toEqual([expect.stringContaining('shipped source may not import a test')]);
  });

  it('sees a module that cannot be parsed, rather than none of its imports', () => {
    plant('core/src/index.ts', 'export {');
    expect(newViolations()).toContainEqual(expect.stringMatching(/^packages\/core\/src\/index\.ts cannot be parsed: /));
  });

  it('lets tests import any row', () => {
    plant('core/src/planted.test.ts', "import '@agent-session/client';\nimport 'node:fs';");
    expect(newViolations()).toEqual([]);
  });
});
