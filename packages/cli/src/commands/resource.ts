import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Writable } from 'node:stream';
import { callPlatform } from '../call-platform.js';
import { CliError } from '../cli-error.js';
import { EXIT_CODES } from '../exit-codes.js';
import { printRecord } from '../print-record.js';
import { printable } from '../printable.js';
import { reasonOf } from '../reason-of.js';
import type { Terminal } from '../terminal.js';
import type { SessionCommandOptions } from './command.js';

/** The options of `agent-session resource`, as they stand on the command line. */
export interface ResourceOptions extends SessionCommandOptions {
  readonly bucket: string;
  readonly key: string;
  readonly out?: string;
  readonly url?: true;
}

/**
 * Writes a screenshot or a file of a session to a file, or to a pipe; or prints where it can be fetched.
 *
 * @throws CliError when it cannot be read or written. A file that was begun is removed.
 */
export function resource(options: ResourceOptions, terminal: Terminal): Promise<number> {
  const { id, bucket, key, out } = options;
  if (out === undefined && !options.url) {
    if (options.json || options.output !== undefined) {
      throw new CliError(
        'usage',
        'The bytes of a resource are no records. Name a file with --out, or ask for its --url.',
      );
    }
    if (terminal.stdout.isTTY) {
      throw new CliError('usage', 'This would put bytes on your terminal. Name a file with --out, or pipe the output.');
    }
  }
  return callPlatform(options, terminal, async ({ client, call }) => {
    if (options.url) {
      const url = await client.resourceUrl(id, bucket, key, call);
      printRecord(options, terminal, { type: 'resource', session_id: id, bucket, key, url }, () => [
        printable(url, 10_000),
      ]);
      return EXIT_CODES.ok;
    }
    const found = await client.resource(id, bucket, key, call);
    if (out === undefined) {
      await found.stream().pipeTo(Writable.toWeb(terminal.stdout as NodeJS.WriteStream), { preventClose: true });
      return EXIT_CODES.ok;
    }
    const path = resolve(terminal.workingDirectory, out);
    const file = createWriteStream(path, { flags: 'wx' });
    const body = found.stream();
    try {
      await body.pipeTo(Writable.toWeb(file));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
        throw new CliError('usage', `${path} exists already. Name another file with --out.`, { cause: error });
      }
      await rm(path, { force: true });
      if (error instanceof Error && 'syscall' in error) {
        throw new CliError('usage', `Cannot write ${path}: ${reasonOf(error)}`, { cause: error });
      }
      throw error;
    }
    printRecord(options, terminal, { type: 'resource', session_id: id, bucket, key, file: path }, () => [
      `Written to ${path}`,
    ]);
    return EXIT_CODES.ok;
  });
}
