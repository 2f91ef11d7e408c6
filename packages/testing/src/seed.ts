import { checkOptions, described } from './check-options.js';

/** The variable that chooses the seed of a run. */
export const SEED_VARIABLE = 'AGENT_SESSION_SEED';

interface Environment {
  readonly process?: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly argv?: readonly string[];
    readonly execArgv?: readonly string[];
    readonly versions?: Readonly<Record<string, string | undefined>>;
  };
}

const environment = (): NonNullable<Environment['process']> => (globalThis as Environment).process ?? {};

/** The seed the environment asks for, where there is an environment. */
export function seedFromEnvironment(): number | undefined {
  const text = environment().env?.[SEED_VARIABLE];
  if (text === undefined || text.trim() === '') return undefined;
  const seed = Number(text);
  if (!Number.isSafeInteger(seed)) throw new TypeError(`${SEED_VARIABLE} must be a whole number, not "${text}".`);
  return seed;
}

/** The seed of a run: the one asked for, else the environment's, else 1. */
export function chooseSeed(asked: number | 'random' | undefined): number {
  if (asked === undefined) return seedFromEnvironment() ?? 1;
  if (asked === 'random') return seedFromEnvironment() ?? Math.floor(Math.random() * 1_000_000_000);
  if (!Number.isSafeInteger(asked))
    throw new TypeError(`"seed" must be a whole number or 'random', not ${described(asked)}.`);
  return asked;
}

/** The line that runs the same again. */
export function reproduceLine(seed: number, command = commandOfRunner()): string {
  return `${SEED_VARIABLE}=${seed} ${command}`;
}

/** How the tests that run now are run, as far as can be told from inside. */
function commandOfRunner(): string {
  const { env = {}, argv = [], execArgv = [], versions = {} } = environment();
  if (env['VITEST'] !== undefined) return 'npx vitest run';
  if (env['JEST_WORKER_ID'] !== undefined) return 'npx jest';
  if (versions['bun'] !== undefined) return 'bun test';
  if (versions['deno'] !== undefined) return 'deno test -A';
  const [, file] = argv;
  if (file === undefined) return 'npm test';
  const flags = env['NODE_TEST_CONTEXT'] === undefined ? execArgv : ['--test', ...execArgv];
  return ['node', ...flags, file].map(shellWord).join(' ');
}

/** A word that a shell takes as it is. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** How many seeds are tried, and what to say when one fails. */
export interface SeedsOptions {
  /** Default 100. */
  readonly seeds?: number;
  /** The first of them. Default 0. */
  readonly first?: number;
  /** The command that runs this test alone; the line that reproduces a failure is made of it. Default: that of the runner. */
  readonly command?: string;
}

/**
 * Runs a test with one seed after the other; only with the one `AGENT_SESSION_SEED` names, if it is set. The first
 * failure ends it: its message then names the seed and the line that runs it again.
 *
 * @throws TypeError for options that make no sense, such as no seed at all.
 * @example
 * await forEachSeed({ seeds: 50, command: 'npx vitest run my-app.test.ts' }, async (seed) => {
 *   const platform = createTestPlatform({ seed, faults: { rate: 0.2 } });
 *   …
 * });
 */
export async function forEachSeed(options: SeedsOptions, run: (seed: number) => Promise<void> | void): Promise<void> {
  if (typeof options === 'function' || typeof run !== 'function') {
    throw new TypeError('forEachSeed() takes options and a test: forEachSeed({ seeds: 50 }, async (seed) => { … }).');
  }
  checkOptions(options, { seeds: true, first: true, command: true }, 'forEachSeed()');
  const asked = seedFromEnvironment();
  const { seeds = 100, first = 0, command } = options;
  // None at all would be a test that cannot fail.
  if (!Number.isSafeInteger(seeds) || seeds < 1) {
    throw new TypeError(`"seeds" of forEachSeed() must be a whole number of at least 1, not ${described(seeds)}.`);
  }
  if (!Number.isSafeInteger(first)) {
    throw new TypeError(`"first" of forEachSeed() must be a whole number, not ${described(first)}.`);
  }
  const all = asked === undefined ? Array.from({ length: seeds }, (_, index) => first + index) : [asked];
  for (const seed of all) {
    try {
      await run(seed);
    } catch (error) {
      throw tellingSeed(error, seed, command);
    }
  }
}

const told = new WeakSet<Error>();

/** The error, its message beginning with the seed and the line that runs it again. */
export function tellingSeed(error: unknown, seed: number, command?: string): Error {
  const note = `Seed ${seed} failed. Again: ${reproduceLine(seed, command)}`;
  if (error instanceof Error && told.has(error)) return error;
  const telling =
    error instanceof Error ? retold(error, note) : new Error(`${note}\n${String(error)}`, { cause: error });
  told.add(telling);
  return telling;
}

function retold(error: Error, note: string): Error {
  const { message, stack } = error;
  try {
    error.message = `${note}\n${message}`;
    // Runners print the stack, which holds the message as it was.
    if (stack !== undefined && message !== '') error.stack = stack.replace(message, () => error.message);
    return error;
  } catch {
    // A DOMException, or frozen: its message cannot be changed.
    return new Error(`${note}\n${error.name}: ${message}`, { cause: error });
  }
}
