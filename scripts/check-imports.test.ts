import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkImports } from './check-imports.mjs';
import { root } from './workspace.mjs';

/** A copy of this very workspace, so that the check is proved on the modules it guards. */
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'check-imports-'));
  const skipped = new Set(['node_modules', 'dist', 'coverage']);
  cpSync(join(root, 'packages'), join(copy, 'packages'), {
    recursive: true,
    filter: (source) => !skipped.has(basename(source)),
  });
});

afterEach(() => rmSync(copy, { recursive: true, force: true }));

function plant(file: string, source: string) {
  appendFileSync(join(copy, 'packages', file), `\n${source}\n`);
}

function newViolations(change: () => void) {
  const before = new Set(checkImports(copy).violations);
  change();
  return checkImports(copy).violations.filter((violation) => !before.has(violation));
}

describe('the import check', () => {
  it('finds the packages as they are in order, having seen their modules', () => {
    const { modules, violations } = checkImports(copy);
    expect(violations).toEqual([]);
    expect(modules).toBeGreaterThan(50);
  });

  it.each([
    { kind: 'import', source: "import { createClient } from '@agent-session/client'; void createClient;" },
    { kind: 'type import', source: "import type { Client } from '@agent-session/client';" },
    { kind: 'dynamic import', source: "export const late = () => import('@agent-session/client');" },
    { kind: 'import type expression', source: "export type C = import('@agent-session/client').Client;" },
    { kind: 're-export', source: "export * from '@agent-session/client';" },
  ])('sees a forbidden $kind from a row beside', ({ source }) => {
    expect(newViolations(() => plant('core/src/index.ts', source))).toEqual([
      'packages/core/src/index.ts imports @agent-session/client: ' +
        'row 1 may import only rows below it, and client is in row 1.',
    ]);
  });

  it('sees an import from a row above', () => {
    const found = newViolations(() => plant('protocol/src/index.ts', "import '@agent-session/core';"));
    expect(found).toContainEqual(expect.stringContaining('row 0 may import only rows below it, and core is in row 1'));
  });

  it('sees a cycle of modules, types included', () => {
    const found = newViolations(() => {
      writeFileSync(
        join(copy, 'packages/core/src/planted-a.ts'),
        "import type { B } from './planted-b.js';\nexport type A = B;\n",
      );
      writeFileSync(
        join(copy, 'packages/core/src/planted-b.ts'),
        "import type { A } from './planted-a.js';\nexport type B = A;\n",
      );
    });
    expect(found).toEqual([
      'cycle: packages/core/src/planted-a.ts → packages/core/src/planted-b.ts → packages/core/src/planted-a.ts',
    ]);
  });

  it("sees a way around a package's public entries", () => {
    expect(newViolations(() => plant('core/src/index.ts', "import '@agent-session/protocol/src/session.js';"))).toEqual(
      [expect.stringContaining('@agent-session/protocol has no public entry "./src/session.js"')],
    );
    expect(newViolations(() => plant('core/src/index.ts', "import '../../protocol/src/session.js';"))).toEqual([
      expect.stringContaining('it leaves its package'),
    ]);
  });

  it('sees a library outside its home', () => {
    expect(newViolations(() => plant('client/src/index.ts', "import { setup } from 'xstate'; void setup;"))).toEqual([
      expect.stringContaining('xstate lives in core, bench only'),
    ]);
  });

  it.each(['node:fs', 'fs/promises', 'libsql'])(
    'sees %s in reach of an entry for every runtime, also of a package above',
    (name) => {
      const found = newViolations(() => plant('server/src/index.ts', `import '${name}';`));
      expect(found).toContainEqual(
        `@agent-session/server, entry ".", reaches ${name} through packages/server/src/index.ts: ` +
          'Node-only code stays behind ./node or ./sqlite.',
      );
    },
  );

  it('sees a runtime dependency of protocol', () => {
    const found = newViolations(() => {
      const file = join(copy, 'packages/protocol/package.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace('{', '{ "dependencies": { "ajv": "8.20.0" },'));
    });
    expect(found).toEqual(['packages/protocol depends on ajv, but must have no runtime dependency.']);
  });

  it('sees shipped source that imports a test', () => {
    const found = newViolations(() => {
      writeFileSync(join(copy, 'packages/core/src/planted.test.ts'), 'export const a = 1;\n');
      plant('core/src/index.ts', "import './planted.test.js';");
    });
    expect(found).toEqual([expect.stringContaining('shipped source may not import a test')]);
  });

  it('lets tests import any row', () => {
    const found = newViolations(() => {
      writeFileSync(
        join(copy, 'packages/core/src/planted.test.ts'),
        "import '@agent-session/client';\nimport 'node:fs';\n",
      );
    });
    expect(found).toEqual([]);
  });
});
