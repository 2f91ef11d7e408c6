import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  conformanceJson,
  conformanceJunit,
  conformanceLine,
  conformanceSummary,
  conformanceText,
  isTestingError,
  runConformance,
  type ConformanceOptions,
  type ConformanceResult,
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
 * @throws CliError (usage) without a key, for a URL or a case that cannot be used, or a file that cannot be written;
 *   (network, authentication) when there is no platform, or it refuses the key.
 */
export async function conformance(options: ConformanceCommandOptions, terminal: Terminal): Promise<number> {
  const { workingDirectory, stdout, stderr } = terminal;
  const { apiKey, baseUrl = options.baseUrl } = await readSettings(options, terminal);
  if (apiKey === undefined) throw new CliError('usage', `No API key: ${KEY_HINT}.`);
  const otherApiKey =
    options.otherKeyFile === undefined ? undefined : await readKeyFile(resolve(workingDirectory, options.otherKeyFile));
  const out = options.out === undefined ? undefined : resolve(workingDirectory, options.out);
  // Found out now, not after minutes.
  if (out !== undefined) await save(out, '');
  // Whoever watches sees the report grow; elsewhere it comes in one piece, and stderr shows that something moves.
  const grows = stdout.isTTY === true && options.report === 'text' && out === undefined;
  const onResult = (result: ConformanceResult): void => {
    if (grows) stdout.write(`${conformanceLine(result)}\n`);
    else if (result.outcome !== 'skipped') stderr.write(`${conformanceLine({ ...result, exchanges: [] })}\n`);
  };
  const stop = stopSignal(terminal);
  try {
    const report = await runConformance({
      baseUrl,
      apiKey,
      profile: options.profile,
      cost: options.cheap ? 'cheap' : 'full',
      signal: stop.signal,
      onResult,
      ...given('otherApiKey', otherApiKey),
      ...given('agents', options.agent),
      ...given('maxSessions', options.maxSessions),
      ...given('only', options.only),
    });
    if (grows) stdout.write(`\n${conformanceSummary(report)}`);
    else if (out === undefined) stdout.write(REPORTS[options.report](report));
    else await save(out, REPORTS[options.report](report));
    return report.totals.failed === 0 ? EXIT_CODES.ok : EXIT_CODES.nonconforming;
  } catch (error) {
    if (stop.signal.aborted) return EXIT_CODES.stopped;
    throw explained(error);
  } finally {
    stop.release();
  }
}

function explained(error: unknown): unknown {
  if (error instanceof TypeError) return new CliError('usage', error.message, { cause: error });
  if (!isTestingError(error)) return error;
  return new CliError(error.code === 'key-refused' ? 'authentication' : 'network', error.message, { cause: error });
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
