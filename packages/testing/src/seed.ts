/** The variable that chooses the seed of a run. */
export const SEED_VARIABLE = 'AGENT_SESSION_SEED';

interface Environment {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
}

/** The seed the environment asks for, where there is an environment. */
export function seedFromEnvironment(): number | undefined {
  const text = (globalThis as Environment).process?.env?.[SEED_VARIABLE];
  if (text === undefined || text.trim() === '') return undefined;
  const seed = Number(text);
  if (!Number.isSafeInteger(seed)) throw new TypeError(`${SEED_VARIABLE} must be a whole number, not "${text}".`);
  return seed;
}

/** The line that runs the same again. */
export function reproduceLine(seed: number, command = 'npx vitest run'): string {
  return `${SEED_VARIABLE}=${seed} ${command}`;
}

/** How many seeds are tried, and what to say when one fails. */
export interface SeedsOptions {
  /** Default 100. */
  readonly seeds?: number;
  /** The first of them. Default 0. */
  readonly first?: number;
  /** The command that runs this test; the line that reproduces a failure is made of it. Default `npx vitest run`. */
  readonly command?: string;
}

/**
 * Runs a test with one seed after the other; only with the one `AGENT_SESSION_SEED` names, if it is set. The first
 * failure ends it: its message then names the seed and the line that runs it again.
 *
 * @example
 * await forEachSeed({ seeds: 50, command: 'npx vitest run my-app.test.ts' }, async (seed) => {
 *   const platform = createTestPlatform({ seed, faults: { rate: 0.2 } });
 *   …
 * });
 */
export async function forEachSeed(options: SeedsOptions, run: (seed: number) => Promise<void> | void): Promise<void> {
  const asked = seedFromEnvironment();
  const { seeds = 100, first = 0, command } = options;
  const all = asked === undefined ? Array.from({ length: seeds }, (_, index) => first + index) : [asked];
  for (const seed of all) {
    try {
      await run(seed);
    } catch (error) {
      const note = `Seed ${seed} failed. Again: ${reproduceLine(seed, command)}`;
      if (!(error instanceof Error)) throw new Error(`${note}\n${String(error)}`, { cause: error });
      error.message = `${note}\n${error.message}`;
      throw error;
    }
  }
}
