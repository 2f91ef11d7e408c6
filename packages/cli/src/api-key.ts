import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CliError } from './cli-error.js';
import { reasonOf } from './reason-of.js';
import { API_KEY_VARIABLES } from './key-hint.js';
import { readStdin } from './read-stdin.js';
import type { Terminal } from './terminal.js';

/**
 * The key: from `--api-key-file` (`-`: stdin), the environment, `H_API_KEY_FILE`, or the file the config names. There is
 * no flag for the key itself, which would stay in the shell's history and be seen in the list of processes.
 *
 * @throws CliError (usage) when a file cannot be read or holds no key. No message ever holds the key.
 */
export async function readApiKey(
  flag: string | undefined,
  terminal: Terminal,
  config: { readonly file: string | undefined; readonly folder: string },
): Promise<string | undefined> {
  const { environment, workingDirectory } = terminal;
  if (flag === '-') return oneLine(await readStdin(terminal, 'the API key'), 'stdin');
  if (flag !== undefined) return readKeyFile(resolve(workingDirectory, flag));
  for (const name of API_KEY_VARIABLES) {
    const key = environment[name]?.trim();
    if (key) return key;
  }
  const named = environment['H_API_KEY_FILE'];
  if (named) return readKeyFile(resolve(workingDirectory, named));
  return config.file === undefined ? undefined : readKeyFile(resolve(config.folder, config.file));
}

/** Reads a key from a file that holds nothing else. */
export async function readKeyFile(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError('usage', `Cannot read the API key from ${file}: ${reasonOf(cause)}.`, { cause });
  });
  return oneLine(text, file);
}

function oneLine(text: string, from: string): string {
  const key = text.trim();
  if (key === '') throw new CliError('usage', `${from} holds no API key: it is empty.`);
  if (/\s/.test(key)) throw new CliError('usage', `${from} must hold one API key and nothing else.`);
  return key;
}
