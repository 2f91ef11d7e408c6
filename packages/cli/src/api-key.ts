import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CliError } from './cli-error.js';
import { whyUnread } from './why-unread.js';
import { API_KEY_VARIABLES, KEY_HINT } from './key-hint.js';
import { readStdin } from './read-stdin.js';
import type { Terminal } from './terminal.js';

/**
 * The key: from `--api-key`, `--api-key-file` (`-`: stdin), the environment, `H_API_KEY_FILE`, or the file the config
 * names. Whoever types it at a terminal is told that it stays in the shell's history.
 *
 * @throws CliError (usage) when a file cannot be read or holds no key. No message ever holds the key.
 */
export async function readApiKey(
  flags: { readonly apiKey?: string; readonly apiKeyFile?: string },
  terminal: Terminal,
  config: { readonly file: string | undefined; readonly folder: string },
): Promise<string | undefined> {
  const { environment, workingDirectory, stderr } = terminal;
  if (flags.apiKey !== undefined) {
    const key = oneLine(flags.apiKey, '--api-key');
    if (stderr.isTTY) stderr.write(`The key of --api-key stays in the history of your shell. Rather ${KEY_HINT}.\n`);
    return key;
  }
  const flag = flags.apiKeyFile;
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
    throw new CliError('usage', `Cannot read the API key from ${file}: ${whyUnread(cause)}.`, { cause });
  });
  return oneLine(text, file);
}

function oneLine(text: string, from: string): string {
  const key = text.trim();
  if (key === '') throw new CliError('usage', `${from} holds no API key: it is empty.`);
  if (/\s/.test(key)) throw new CliError('usage', `${from} must hold one API key and nothing else.`);
  return key;
}
