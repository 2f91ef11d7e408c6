import { folderTests } from '../../../vitest.workspace.ts';

export default folderTests(import.meta.dirname, { testTimeout: 60_000, hookTimeout: 120_000 });
