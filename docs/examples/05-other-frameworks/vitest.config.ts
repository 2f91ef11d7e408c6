import { compile } from 'svelte/compiler';
import { folderTests } from '../../../vitest.workspace.ts';

const tests = folderTests(import.meta.dirname, { environment: 'happy-dom' });
const conditions = ['browser', ...(tests.resolve?.conditions ?? [])];

export default {
  ...tests,
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  plugins: [
    ...(tests.plugins ?? []),
    {
      // In an application the plugin of Svelte does this.
      name: 'svelte',
      transform: (code: string, id: string) =>
        id.endsWith('.svelte') ? compile(code, { generate: 'client', filename: id }).js : undefined,
    },
  ],
};
