import { folderTests } from '../../../vitest.workspace.ts';

export default folderTests(import.meta.dirname);
