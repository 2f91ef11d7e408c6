import { TestingError } from '../errors.js';
import { ConformanceFailure } from './outcome.js';
import type { Probe } from './probe.js';

/**
 * Asks whether there is a platform at all, so that nobody has to read hundreds of failures to learn that there is none.
 *
 * @throws TestingError: `no-platform` when nobody answers, or something else than a platform, `key-refused` for a 401.
 */
export async function findPlatform(probe: Probe, baseUrl: string): Promise<void> {
  let problem = await problemWith(probe, 'list');
  // One endpoint may be broken; both say the same where there is no platform. Silence is not waited for twice.
  if (problem !== null && probe.exchanges.at(-1)?.response) problem = await problemWith(probe, 'quota');
  if (problem !== null) throw new TestingError(problem.code, `${baseUrl} cannot be tried: ${problem.why}`);
}

type Problem = { readonly code: 'no-platform' | 'key-refused'; readonly why: string };

async function problemWith(probe: Probe, name: 'list' | 'quota'): Promise<Problem | null> {
  let failure: string | null = null;
  try {
    await probe.call(name);
  } catch (error) {
    // What the suite makes of the reply is another matter.
    if (!(error instanceof ConformanceFailure)) throw error;
    failure = error.message;
  }
  const { request, response } = probe.exchanges.at(-1) ?? {};
  if (!response) return { code: 'no-platform', why: `${failure ?? 'no reply'}.` };
  const asked = `${request?.method} ${request?.url}`;
  if (response.status === 401) return { code: 'key-refused', why: `it refuses the key (${asked} is a 401).` };
  if (response.headers['content-type']?.startsWith('text/html')) {
    return { code: 'no-platform', why: `${asked} answers with a web page; is the address right?` };
  }
  if (response.status === 404) {
    return { code: 'no-platform', why: `${asked} is a 404; is the address right?` };
  }
  if (response.status < 300 && failure !== null) {
    return { code: 'no-platform', why: `${asked} answers with something else (${failure}); is the address right?` };
  }
  return null;
}
