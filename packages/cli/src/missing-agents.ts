import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { nearest } from './nearest.js';
import { shellWord } from './shell-word.js';

/** Names of files that may hold agents. */
const LOADABLE = /^\w[\w.-]*\.(?:[cm]?js|[cm]?ts|json)$/;

/** What to say of a file of agents that is not there: which was probably meant, or where it was looked for. */
export async function describeMissing(path: string, workingDirectory: string): Promise<string> {
  const names = await loadableIn(resolve(workingDirectory, dirname(path)));
  const stem = basename(path, extname(path));
  const meant = names.find((name) => basename(name, extname(name)) === stem) ?? nearest(basename(path), names);
  if (meant !== null) return `there is no such file. Did you mean ${shellWord(join(dirname(path), meant))}?`;
  return `there is no such file. Check the path${isAbsolute(path) ? '' : `; it starts at ${workingDirectory}`}.`;
}

/** What to say of a folder in the place of a file of agents. */
export async function describeFolder(path: string, workingDirectory: string): Promise<string> {
  const [first] = await loadableIn(resolve(workingDirectory, path));
  const such = first === undefined ? '' : `, such as ${shellWord(join(path, first))}`;
  return `it is a folder. Name the file in it${such}.`;
}

async function loadableIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => LOADABLE.test(name)).toSorted();
}
