import { execFile } from 'node:child_process';
import { extname } from 'node:path';
import { misspelledPackage } from './misspelled-package.js';
import { pathOf, placeOf, shownPath } from './place-of.js';
import { reasonOf } from './reason-of.js';
import { shellWord } from './shell-word.js';

/** Why a module of the user's could not be imported, where, and what to do next: a sentence that follows a colon. */
export async function explainImport(error: unknown, file: string, workingDirectory: string): Promise<string> {
  const reason = reasonOf(error).replace(/\.$/, '');
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') return explainExtension(reason, file, workingDirectory);
  const [, missing] = /^Cannot find package '((?:@[^/']+\/)?[^/']+)/.exec(reason) ?? [];
  const meant = missing === undefined ? null : await misspelledPackage(missing, file);
  if (meant !== null) return `${reason}. Did you mean ${meant}?`;
  if (missing !== undefined) return `${reason}. Install it where the module is: npm install ${missing}`;
  const place = await whereIn(error, file, workingDirectory);
  return `${reason}${place === null ? '' : `, ${place}`}.`;
}

function explainExtension(reason: string, file: string, workingDirectory: string): string {
  const [, extension = '', unknown = file] = /extension "(\.\w+)" for (.+)/.exec(reason) ?? [];
  if (!/^\.[cm]?ts$/.test(extension)) return 'it is neither a module (.js, .mjs, .ts) nor a script (.json).';
  const named = shownPath(file, workingDirectory);
  const made = `${named.slice(0, named.length - extname(named).length)}.bundle.mjs`;
  return (
    `${shownPath(unknown, workingDirectory)} is TypeScript, and this Node (${process.version}) loads JavaScript only. ` +
    'Node 22.18 and later load both. With this one, make a module of it and name that: ' +
    `npx esbuild ${shellWord(named)} --bundle --packages=external --platform=node --format=esm --outfile=${shellWord(made)}`
  );
}

async function whereIn(error: unknown, file: string, workingDirectory: string): Promise<string | null> {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  // What cannot be linked is told of at the head of the stack, what fails while it runs in its frames.
  const linked = atLine(stack, workingDirectory);
  const place = linked ?? placeOf(stack, workingDirectory);
  if (place !== null) return `at ${place}`;
  if (!(error instanceof SyntaxError)) return null;
  // What cannot be parsed is told of nowhere but in what Node prints when it ends of it.
  const checked = atLine(await syntaxCheck(file), workingDirectory);
  return checked === null ? 'in a module it imports' : `at ${checked}`;
}

/** The place in a text that begins with the line `<file>:<line>`. */
function atLine(text: string, workingDirectory: string): string | null {
  const [, file = '', line] = /^(.+):(\d+)\r?\n/.exec(text) ?? [];
  const path = pathOf(file);
  return path === null ? null : `${shownPath(path, workingDirectory)}:${line}`;
}

/** What Node says of the syntax of a file, which it does not run. */
function syntaxCheck(file: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--check', file], { timeout: 10_000 }, (_, _stdout, stderr) => resolve(stderr));
  });
}
