import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Every package is a project; workspace packages resolve to their source, so no build is needed. */
export const sourceConditions = ['@agent-session/source', 'module', 'import', 'node', 'default'];

const packages = readdirSync(new URL('./packages/', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

export default defineConfig({
  test: {
    projects: packages.map((name) => ({
      resolve: { conditions: sourceConditions },
      ssr: { resolve: { conditions: sourceConditions, externalConditions: sourceConditions } },
      test: {
        name,
        root: new URL(`./packages/${name}/`, import.meta.url).pathname,
        include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts'],
      },
    })),
  },
});
