import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** Workspace packages resolve to their source, so that no test needs a build. */
const sourceConditions = ['@agent-session/source', 'module', 'import', 'node', 'default'];

const typeTests = ['src/**/*.test-d.ts', 'src/**/*.test-d.tsx', 'test/**/*.test-d.ts'];

const root = import.meta.dirname;
const properties = join(root, 'scripts/properties');
/** Exploring runs of as many as it was asked for, or for as long. */
const exploring = {
  runs: Number(process.env['EXPLORE_RUNS'] ?? 0),
  seconds: Number(process.env['EXPLORE_SECONDS'] ?? 0),
};

/** Tests import `fast-check` and get it with the seeds of the suite: properties/seeds.ts. */
const seededFastCheck = {
  name: 'seeded-fast-check',
  enforce: 'pre',
  resolveId: (source: string, importer: string | undefined) => {
    const shared = join(properties, 'fast-check.ts');
    return source === 'fast-check' && importer !== shared ? shared : undefined;
  },
} as const;

/**
 * The test configuration of one folder. Each package's `vitest.config.ts` is a call of this, so that `vitest run` means
 * "this package" there and "everything" in the root. Extra settings (an environment, a setup file) go in `overrides`.
 */
export function folderTests(
  folder: string,
  overrides: TestProjectInlineConfiguration['test'] = {},
): TestProjectInlineConfiguration {
  return {
    resolve: { conditions: sourceConditions },
    ssr: { resolve: { conditions: sourceConditions, externalConditions: sourceConditions } },
    plugins: [seededFastCheck],
    test: {
      name: basename(folder),
      root: folder,
      setupFiles: [join(properties, 'fixed-randomness.ts'), join(root, 'scripts/patient-waits.ts')],
      include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
      // Bounds a hang, measures nothing: two busy cores must not turn a passing test into a failing one.
      testTimeout: exploring.runs > 0 ? 0 : 300_000 + exploring.seconds * 2000,
      hookTimeout: 300_000,
      expect: { poll: { timeout: 200_000 } },
      // In the root one project checks the types of all packages with one tsc; see `types` below.
      typecheck: {
        enabled: process.cwd() === folder && hasTypeTests(folder),
        include: typeTests,
        tsconfig: join(root, 'tsconfig.types.json'),
      },
      ...overrides,
    },
  };
}

const folders = ['packages', 'docs/examples', 'docs']
  .map((parent) => join(root, parent))
  .filter((parent) => existsSync(parent))
  .flatMap((parent) =>
    readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(parent, entry.name, 'package.json')))
      .map((entry) => join(parent, entry.name)),
  );

function hasTypeTests(folder: string): boolean {
  return ['src', 'test'].some((name) => {
    const directory = join(folder, name);
    return (
      existsSync(directory) &&
      readdirSync(directory, { recursive: true }).some((file) => /\.test-d\.tsx?$/.test(String(file)))
    );
  });
}

function ownConfig(folder: string): string | undefined {
  const file = join(folder, 'vitest.config.ts');
  return existsSync(file) ? file : undefined;
}

export default defineConfig({
  test: {
    // Left to itself vitest keeps one core free, which is half of a small machine.
    maxWorkers: '100%',
    projects: [
      ...folders.map((folder) => ownConfig(folder) ?? folderTests(folder)),
      folderTests(join(root, 'scripts'), { include: ['**/*.test.ts'] }),
      {
        test: {
          name: 'types',
          root,
          include: [],
          typecheck: {
            enabled: folders.some(hasTypeTests),
            only: true,
            include: typeTests.flatMap((glob) => [`packages/*/${glob}`, `docs/examples/*/${glob}`]),
            tsconfig: join(root, 'tsconfig.types.json'),
          },
        },
      },
    ],
  },
});
