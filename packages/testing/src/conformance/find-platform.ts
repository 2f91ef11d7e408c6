import { TestingError } from '../errors.js';
import { ConformanceFailure } from './outcome.js';
import type { Probe } from './probe.js';

/**
 * Asks whether there is a platform at all, so that nobody has to read hundreds of failures to learn that there is none.
 *
 * @throws TestingError (`no-platform`) when nobody answers, a web page does, or the key is refused.
 */
export async function findPlatform(probe: Probe, baseUrl: string): Promise<void> {
  let why = await problemWith(probe, 'list');
  // One endpoint may be broken; both say the same where there is no platform. Silence is not waited for twice.
  if (why !== null && probe.exchanges.at(-1)?.response) why = await problemWith(probe, 'quota');
  if (why !== null) throw new TestingError('no-platform', `There is no platform to try at ${baseUrl}: ${why}.`);
}

async function problemWith(probe: Probe, name: 'list' | 'quota'): Promise<string | null> {
  let failure: string | null = null;
  try {
    await probe.call(name);
  } catch (error) {
    // What the suite makes of the reply is another matter.
    if (!(error instanceof ConformanceFailure)) throw error;
    failure = error.message;
  }
  const { request, response } = probe.exchanges.at(-1) ?? {};
  if (!response) return failure ?? 'no reply';
  if (response.status === 401) return `it refuses the key (${request?.method} ${request?.url} is a 401)`;
  if (response.headers['content-type']?.startsWith('text/html')) {
    return `${request?.method} ${request?.url} answers with a web page; is the address right?`;
  }
  return null;
}
