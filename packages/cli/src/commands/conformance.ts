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
  type ConformanceReport,
  type ConformanceResult,
} from '@agent-session/testing/conformance';
import { readKeyFile } from '../api-key.js';
import { CliError } from '../cli-error.js';
import { EXIT_CODES } from '../exit-codes.js';
import { KEY_HINT } from '../key-hint.js';
import { outputMode, type OutputOptions } from '../output-mode.js';
import { printRecord } from '../print-record.js';
import { reasonOf } from '../reason-of.js';
import { readSettings } from '../settings.js';
import { stopSignal } from '../stop-signal.js';
import type { Terminal } from '../terminal.js';

/** The options of `agent-session conformance`, as they stand on the command line. */
export interface ConformanceCommandOptions extends OutputOptions {
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
  /** Default: text, where people read; records as they come, where programs do. */
  readonly report?: 'text' | 'junit' | 'json';
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
  const mode = outputMode(options, terminal);
  const out = options.out === undefined ? undefined : resolve(workingDirectory, options.out);
  // Found out now, not after minutes.
  if (out !== undefined) await save(out, '');
  // A report that is asked for is printed as it is; it is a document, not a line.
  const asRecords = mode === 'json' && (options.report === undefined || out !== undefined);
  const format = options.report ?? 'text';
  // Whoever watches sees the report grow; elsewhere it comes in one piece, and stderr shows that something moves.
  const grows = mode !== 'json' && stdout.isTTY === true && format === 'text' && out === undefined;
  const onResult = (result: ConformanceResult): void => {
    if (asRecords) printRecord(options, terminal, caseRecord(result), () => []);
    else if (grows) stdout.write(`${conformanceLine(result)}\n`);
    else if (result.outcome !== 'skipped') stderr.write(`${conformanceLine({ ...result, exchanges: [] })}\n`);
  };
  const stop = stopSignal(terminal);
  try {
    const results = await runConformance({
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
    const text = REPORTS[format](results);
    if (out !== undefined) await save(out, text);
    if (asRecords) printRecord(options, terminal, totalsRecord(results), () => []);
    else if (grows) stdout.write(`\n${conformanceSummary(results)}`);
    else if (out === undefined) stdout.write(text);
    return results.verdict === 'conforms' ? EXIT_CODES.ok : EXIT_CODES.nonconforming;
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

function caseRecord({ durationMs, ...result }: ConformanceResult): object {
  return { type: 'case', ...result, duration_ms: durationMs };
}

function totalsRecord({ baseUrl, profile, totals, verdict, sessionsLaunched, durationMs }: ConformanceReport): object {
  return {
    type: 'conformance',
    base_url: baseUrl,
    profile,
    ...totals,
    verdict,
    sessions_launched: sessionsLaunched,
    duration_ms: durationMs,
  };
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
