import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Makes a folder for the data files of one test file, removed after its tests. */
export function temporaryFolder(): { path(name: string): string; newPath(): string } {
  const folder = mkdtempSync(join(tmpdir(), 'agent-session-store-'));
  let count = 0;
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    path: (name) => join(folder, name),
    newPath: () => join(folder, `${++count}.db`),
  };
}
