import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  conformanceJson,
  conformanceJunit,
  conformanceLine,
  conformanceText,
  runConformance,
  type ConformanceOptions,
} from '@agent-session/testing/conformance';
import { readKeyFile } from '../api-key.js';
import { CliError } from '../cli-error.js';
import { EXIT_CODES } from '../exit-codes.js';
import { KEY_HINT } from '../key-hint.js';
import { reasonOf } from '../reason-of.js';
import { readSettings } from '../settings.js';
import { stopSignal } from '../stop-signal.js';
import type { Terminal } from '../terminal.js';

/** The options of `agent-session conformance`, as they stand on the command line. */
export interface ConformanceCommandOptions {
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly apiKeyFile?: string;
  readonly config?: string;
  readonly otherKeyFile?: string;
  readonly agent?: string;
  readonly profile: 'strict' | 'documented';
  readonly cheap?: true;
  readonly maxSessions?: number;
  readonly only?: readonly string[];
  readonly report: 'text' | 'junit' | 'json';
  readonly out?: string;
}

const REPORTS = { text: conformanceText, junit: conformanceJunit, json: conformanceJson } as const;

/**
 * Tries a platform case by case and reports on each. Ctrl-C ends it; the sessions it launched are cancelled all the same.
 *
 * @throws CliError (usage) without a key, for a URL or a case that cannot be used, or a file that cannot be written.
 */
export async function conformance(options: ConformanceCommandOptions, terminal: Terminal): Promise<number> {
  const { workingDirectory } = terminal;
  const { apiKey, baseUrl = options.baseUrl } = await readSettings(options, terminal);
  if (apiKey === undefined) throw new CliError('usage', `No API key: ${KEY_HINT}.`);
  const otherApiKey =
    options.otherKeyFile === undefined ? undefined : await readKeyFile(resolve(workingDirectory, options.otherKeyFile));
  const stop = stopSignal(terminal);
  try {
    const report = await runConformance({
      baseUrl,
      apiKey,
      profile: options.profile,
      cost: options.cheap ? 'cheap' : 'full',
      signal: stop.signal,
      // Whoever watches a run of minutes sees it move; the report itself comes at the end.
      onResult: (result) => {
        if (result.outcome !== 'skipped') terminal.stderr.write(`${conformanceLine({ ...result, exchanges: [] })}\n`);
      },
      ...given('otherApiKey', otherApiKey),
      ...given('agents', options.agent),
      ...given('maxSessions', options.maxSessions),
      ...given('only', options.only),
    }).catch((error: unknown) => {
      if (error instanceof TypeError) throw new CliError('usage', error.message, { cause: error });
      throw error;
    });
    const text = REPORTS[options.report](report);
    if (options.out === undefined) terminal.stdout.write(text);
    else await save(resolve(workingDirectory, options.out), text);
    return report.totals.failed === 0 ? EXIT_CODES.ok : EXIT_CODES.nonconforming;
  } catch (error) {
    if (stop.signal.aborted) return EXIT_CODES.stopped;
    throw error;
  } finally {
    stop.release();
  }
}

async function save(path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((cause: unknown) => {
    throw new CliError('usage', `Cannot write the report to ${path}: ${reasonOf(cause)}`, { cause });
  });
}

function given<Name extends keyof ConformanceOptions>(
  name: Name,
  value: ConformanceOptions[Name] | undefined,
): Partial<Pick<ConformanceOptions, Name>> {
  return value === undefined ? {} : ({ [name]: value } as Pick<ConformanceOptions, Name>);
}
