import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { readApiKey } from './api-key.js';
import { CliError } from './cli-error.js';
import { nearest } from './nearest.js';
import { programName } from './program-name.js';
import { reasonOf } from './reason-of.js';
import type { Terminal } from './terminal.js';
import { whyUnread } from './why-unread.js';

/** Options of every command that talks to a platform, as they stand on the command line. */
export interface ConnectionOptions {
  readonly baseUrl?: string;
  readonly region?: 'eu' | 'us';
  readonly apiKey?: string;
  readonly apiKeyFile?: string;
  readonly config?: string;
  readonly giveUpAfter?: number;
  readonly maxWait?: number;
}

/** What they come to, with the environment and the config file. */
export interface Settings {
  /** How this program is called again. */
  readonly program: string;
  readonly baseUrl?: string;
  readonly region?: 'eu' | 'us';
  readonly apiKey?: string;
  readonly agent?: string;
  /** How long an outage may last. */
  readonly giveUpAfterSeconds: number;
  /** How long any wait may last; `null`: as long as it takes. */
  readonly maxWaitSeconds: number | null;
}

/** What a config file may say, and how each value is checked. */
export const CONFIG_KEYS: Readonly<
  Record<string, { readonly must: string; readonly ok: (value: unknown) => boolean }>
> = {
  baseUrl: { must: 'a URL', ok: isText },
  region: { must: '"eu" or "us"', ok: (value) => value === 'eu' || value === 'us' },
  apiKeyFile: { must: 'a path', ok: isText },
  agent: { must: 'the name of an agent', ok: isText },
  giveUpAfter: { must: 'a number of seconds above 0', ok: isPositive },
  maxWait: { must: 'a number of seconds above 0', ok: isPositive },
};

interface ConfigFile {
  readonly baseUrl?: string;
  readonly region?: 'eu' | 'us';
  readonly apiKeyFile?: string;
  readonly agent?: string;
  readonly giveUpAfter?: number;
  readonly maxWait?: number;
}

/** Default of `--give-up-after`. */
export const DEFAULT_GIVE_UP_SECONDS = 120;

/**
 * Reads the settings: flags first, then the environment, then the config file. The file is the user's own (see
 * {@link configPath}), never one of the folder somebody happens to stand in: that could send the key to a stranger.
 *
 * @throws CliError (usage) that names the file and what is wrong with it.
 */
export async function readSettings(options: ConnectionOptions, terminal: Terminal): Promise<Settings> {
  const { environment } = terminal;
  if (options.baseUrl !== undefined && options.region !== undefined) {
    throw new CliError('usage', '--base-url and --region exclude each other: a region is a base URL. Give one.');
  }
  const { file, config } = await readConfig(options, terminal);
  const apiKey = await readApiKey(options, terminal, {
    file: config.apiKeyFile,
    folder: resolve(file, '..'),
  });
  const agent = environment['H_AGENT']?.trim() || config.agent;
  const maxWait = options.maxWait ?? config.maxWait;
  return {
    program: programName(terminal),
    ...where(options, environment, config),
    ...(apiKey === undefined ? {} : { apiKey }),
    ...(agent === undefined ? {} : { agent }),
    giveUpAfterSeconds: options.giveUpAfter ?? config.giveUpAfter ?? DEFAULT_GIVE_UP_SECONDS,
    maxWaitSeconds: maxWait ?? null,
  };
}

/** The first of the three sources that says where the platform is; nothing: the client's default. */
function where(
  options: ConnectionOptions,
  environment: Terminal['environment'],
  config: ConfigFile,
): Pick<Settings, 'baseUrl' | 'region'> {
  const fromEnvironment = environment['HAI_BASE_URL']?.trim() || environment['H_BASE_URL']?.trim();
  const region = environment['H_REGION']?.trim().toLowerCase();
  if (region && region !== 'eu' && region !== 'us') {
    throw new CliError('usage', `H_REGION is "${region}"; it must be eu or us.`);
  }
  const sources: readonly Pick<ConfigFile, 'baseUrl' | 'region'>[] = [
    options,
    fromEnvironment ? { baseUrl: fromEnvironment } : {},
    region ? { region: region as 'eu' | 'us' } : {},
    config,
  ];
  for (const { baseUrl, region: named } of sources) {
    if (baseUrl !== undefined) return { baseUrl };
    if (named !== undefined) return { region: named };
  }
  return {};
}

/** Where the config file is: `$XDG_CONFIG_HOME/agent-session/config.json`, or below `~/.config`. */
export function configPath(environment: Terminal['environment']): string {
  const folder = environment['XDG_CONFIG_HOME'] || join(environment['HOME'] || homedir(), '.config');
  return join(folder, 'agent-session', 'config.json');
}

async function readConfig(
  options: ConnectionOptions,
  { environment, workingDirectory }: Terminal,
): Promise<{ readonly file: string; readonly config: ConfigFile }> {
  const named = options.config ?? environment['AGENT_SESSION_CONFIG'];
  const file = named ? resolve(workingDirectory, named) : configPath(environment);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (!named && (cause as NodeJS.ErrnoException).code === 'ENOENT') return { file, config: {} };
    throw new CliError('usage', `Cannot read the config file ${file}: ${whyUnread(cause)}.`, { cause });
  }
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (cause) {
    throw new CliError('usage', `The config file ${file} is not JSON: ${reasonOf(cause)}.`, { cause });
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new CliError('usage', `The config file ${file} must hold one JSON object, such as {"region": "us"}.`);
  }
  for (const [key, value] of Object.entries(config)) {
    const rule = Object.hasOwn(CONFIG_KEYS, key) ? CONFIG_KEYS[key] : undefined;
    if (rule === undefined) {
      const meant = nearest(key, Object.keys(CONFIG_KEYS));
      const known = meant === null ? `It may hold ${Object.keys(CONFIG_KEYS).join(', ')}.` : `Did you mean ${meant}?`;
      throw new CliError('usage', `The config file ${file} has an unknown key "${key}". ${known}`);
    }
    if (!rule.ok(value)) throw new CliError('usage', `"${key}" of the config file ${file} must be ${rule.must}.`);
  }
  return { file, config };
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function isPositive(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
