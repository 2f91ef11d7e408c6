import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nearest } from './nearest.js';

/** Packages that the modules of an agent are likely to import. */
export const KNOWN_PACKAGES = [
  'answers',
  'client',
  'core',
  'protocol',
  'react',
  'rxjs',
  'server',
  'testing',
  'web-reader',
].map((name) => `@agent-session/${name}`);

/** The package that was probably meant by one that is not there: a known one, or one that is installed; `null`: none. */
export async function misspelledPackage(missing: string, file: string): Promise<string | null> {
  return nearest(missing, KNOWN_PACKAGES) ?? nearest(missing, [...new Set(await installedFor(dirname(file)))]);
}

/** Names of the packages that modules of a folder can import. */
async function installedFor(folder: string): Promise<readonly string[]> {
  const here = await packagesIn(join(folder, 'node_modules'));
  const above = dirname(folder);
  return above === folder ? here : [...here, ...(await installedFor(above))];
}

async function packagesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const found = names.map(async (name) => {
    if (name.startsWith('.')) return [];
    if (!name.startsWith('@')) return [name];
    return (await readdir(join(folder, name)).catch((): string[] => [])).map((each) => `${name}/${each}`);
  });
  return (await Promise.all(found)).flat();
}
