import type { Clock } from '@agent-session/protocol';
import { checkOptions, described } from '../check-options.js';
import { CONFORMANCE_BEHAVIOURS, type ConformanceAgents, type ConformanceBehaviour } from './agents.js';
import type { ConformanceProfile } from './case.js';
import type { ConformanceResult } from './outcome.js';

/** What is tried on whom. */
export interface ConformanceOptions {
  /** Where the platform is, without `/api/v2`. */
  readonly baseUrl: string;
  readonly apiKey: string;
  /** A key with another owner. Without it the cases about other owners are skipped. */
  readonly otherApiKey?: string;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /**
   * The agents that do what the cases need. Default: those of `CONFORMANCE_SCRIPTS`. One id for all of them, or `null` for
   * what the platform cannot do: the cases that need it are then skipped.
   */
  readonly agents?: string | Partial<ConformanceAgents>;
  /** What the agents are asked to do. The defaults are harmless. */
  readonly tasks?: Partial<Readonly<Record<ConformanceBehaviour, string>>>;
  /** Default `strict`. */
  readonly profile?: ConformanceProfile;
  /**
   * `full` (default): everything. `cheap`: for platforms that cost money: at most `maxSessions` sessions, shared by all
   * cases that change nothing; the others are skipped.
   */
  readonly cost?: 'full' | 'cheap';
  /** Most sessions a run launches. Default: 3 in a cheap run, otherwise no limit. */
  readonly maxSessions?: number;
  /** Runs these sections or cases alone, by id; `commands/idle-` also names all cases that begin so. */
  readonly only?: readonly string[];
  /** How often a session is looked at that something is waited for. Default 500. */
  readonly pollMs?: number;
  /** How long a reply may take, the wait of a long-poll aside. Default 30,000. */
  readonly replyTimeoutMs?: number;
  /** Told of each case as it ends. */
  readonly onResult?: (result: ConformanceResult) => void;
  /** Ends the run at once; it rejects with the signal's reason. Sessions are still cancelled. */
  readonly signal?: AbortSignal;
}

const OPTIONS = {
  baseUrl: true,
  apiKey: true,
  otherApiKey: true,
  fetch: true,
  clock: true,
  agents: true,
  tasks: true,
  profile: true,
  cost: true,
  maxSessions: true,
  only: true,
  pollMs: true,
  replyTimeoutMs: true,
  onResult: true,
  signal: true,
} as const;

const BEHAVIOURS = Object.fromEntries(Object.keys(CONFORMANCE_BEHAVIOURS).map((name) => [name, true])) as Record<
  keyof typeof CONFORMANCE_BEHAVIOURS,
  true
>;

/**
 * Makes sure that a run can be what is asked for, before anything is sent.
 *
 * @throws TypeError that names the option.
 */
export function checkConformanceOptions(options: ConformanceOptions): void {
  checkOptions(options, OPTIONS, 'runConformance()');
  const { baseUrl, agents, tasks, only, maxSessions } = options;
  if (!URL.canParse(baseUrl) || !/^https?:/.test(baseUrl)) {
    throw new TypeError(`baseUrl must be a URL, such as http://localhost:4100; it is ${described(baseUrl)}.`);
  }
  if (/\/api\/v2(?:\/sessions)?\/?$/.test(new URL(baseUrl).pathname)) {
    throw new TypeError(`baseUrl is the address without /api/v2, such as http://localhost:4100; it is "${baseUrl}".`);
  }
  checkKey('apiKey', options.apiKey);
  if (options.otherApiKey !== undefined) {
    checkKey('otherApiKey', options.otherApiKey);
    if (options.otherApiKey === options.apiKey) throw new TypeError('otherApiKey must be the key of another owner.');
  }
  checkWord('profile', options.profile, ['strict', 'documented']);
  checkWord('cost', options.cost, ['full', 'cheap']);
  for (const name of ['pollMs', 'replyTimeoutMs'] as const) {
    const given = options[name];
    if (given !== undefined && !(typeof given === 'number' && given > 0)) {
      throw new TypeError(`${name} must be more than 0; it is ${described(given)}.`);
    }
  }
  if (maxSessions !== undefined && !(typeof maxSessions === 'number' && maxSessions >= 0)) {
    throw new TypeError(`maxSessions must be a number of at least 0; it is ${described(maxSessions)}.`);
  }
  if (agents !== undefined && typeof agents !== 'string') checkOptions(agents, BEHAVIOURS, '"agents"');
  if (tasks !== undefined) checkOptions(tasks, BEHAVIOURS, '"tasks"');
  if (only !== undefined && !Array.isArray(only)) {
    throw new TypeError(`"only" is a list of sections and ids of cases, not ${described(only)}.`);
  }
}

function checkKey(name: 'apiKey' | 'otherApiKey', key: unknown): void {
  if (typeof key !== 'string') throw new TypeError(`${name} must be text; it is missing.`);
  if (key.trim() === '') throw new TypeError(`${name} is blank.`);
}

function checkWord(name: 'profile' | 'cost', given: unknown, words: readonly string[]): void {
  if (given === undefined || words.includes(given as string)) return;
  throw new TypeError(`"${name}" is ${words.map((word) => `'${word}'`).join(' or ')}, not ${described(given)}.`);
}
