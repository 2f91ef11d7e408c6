import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const FRAME = /^\s+at (?:.*\(|async )?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*):(\d+):(\d+)\)?$/;
const OWN_FOLDER = fileURLToPath(new URL('.', import.meta.url));

/**
 * The first place of a stack that is the user's own, such as `agents.mjs:3:7`: outside Node and this program, and where there
 * is one, outside installed packages. `null`: there is none.
 */
export function placeOf(stack: string, workingDirectory: string): string | null {
  const places = stack.split('\n').flatMap((line) => {
    const [, file = '', row, column] = FRAME.exec(line) ?? [];
    const path = pathOf(file);
    return path === null || path.startsWith(OWN_FOLDER) ? [] : [{ path, at: `${row}:${column}` }];
  });
  const place = places.find(({ path }) => !path.includes(`${sep}node_modules${sep}`)) ?? places[0];
  return place === undefined ? null : `${shownPath(place.path, workingDirectory)}:${place.at}`;
}

/** A path, or the URL of a file, as a path; `null` for what is neither. */
export function pathOf(file: string): string | null {
  if (!file.startsWith('file:')) return isAbsolute(file) ? file : null;
  try {
    return fileURLToPath(file);
  } catch {
    return null;
  }
}

/** A path as somebody in the working folder would write it. */
export function shownPath(path: string, workingDirectory: string): string {
  const short = relative(workingDirectory, path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}
