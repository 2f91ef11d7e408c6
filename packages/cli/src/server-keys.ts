import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readKeyFile } from './api-key.js';
import { CliError } from './cli-error.js';
import { reasonOf } from './reason-of.js';

/**
 * The keys that the user wants a server to accept.
 *
 * @throws CliError (usage) when one is empty or cannot be read.
 */
export async function givenKeys(
  { key = [], keyFile = [] }: { readonly key?: readonly string[]; readonly keyFile?: readonly string[] },
  workingDirectory: string,
): Promise<readonly string[]> {
  if (key.some((each) => each.trim() === '')) throw new CliError('usage', '--key must not be empty.');
  return [...key, ...(await Promise.all(keyFile.map((file) => readKeyFile(resolve(workingDirectory, file)))))];
}

/** A key that a server made up for itself, and where it is kept. */
export interface OwnKey {
  readonly key: string;
  readonly file: string;
}

/**
 * The key of a server that was given none. It is kept beside the data, readable by the user alone: sessions belong to the
 * key that launched them, and would be out of reach after the next start.
 *
 * @throws CliError (usage) when it cannot be kept.
 */
export async function ownKey(dataFile: string): Promise<OwnKey> {
  const file = `${dataFile}.key`;
  const key = `hk-local-${randomUUID()}`;
  try {
    await writeFile(file, `${key}\n`, { flag: 'wx', mode: 0o600 });
    return { key, file };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return { key: await readKeyFile(file), file };
    throw new CliError('usage', `Cannot keep the key of the server in ${file}: ${reasonOf(cause)}.`, { cause });
  }
}
