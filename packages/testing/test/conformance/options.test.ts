import { expect, test } from 'vitest';
import { runConformance, type ConformanceOptions } from '../../src/conformance.js';
import { tryOurServer } from './our-server.js';

const never: typeof globalThis.fetch = () => {
  throw new Error('nothing should be sent');
};

test.each<[Record<string, unknown>, string]>([
  [{ baseUrl: 'localhost' }, 'baseUrl must be a URL, such as http://localhost:4100; it is "localhost".'],
  [{ baseUrl: undefined }, 'baseUrl must be a URL'],
  [{ baseUrl: 'http://localhost:4100/api/v2' }, 'baseUrl is the address without /api/v2'],
  [{ baseUrl: 'http://localhost:4100/agents/api/v2/sessions/' }, 'baseUrl is the address without /api/v2'],
  [{ apiKey: undefined }, 'apiKey must be text; it is missing.'],
  [{ apiKey: ' ' }, 'apiKey is blank.'],
  [{ otherApiKey: '' }, 'otherApiKey is blank.'],
  [{ otherApiKey: 'hk-test' }, 'otherApiKey must be the key of another owner.'],
  [{ profile: 'loose' }, `"profile" is 'strict' or 'documented', not "loose".`],
  [{ cost: 'free' }, `"cost" is 'full' or 'cheap', not "free".`],
  [{ replyTimeoutMs: 0 }, 'replyTimeoutMs must be more than 0; it is 0.'],
  [{ pollMs: '500' }, 'pollMs must be more than 0; it is "500".'],
  [{ maxSessions: Number.NaN }, 'maxSessions must be a number of at least 0; it is NaN.'],
  [{ agents: { sleeps: 'x' } }, '"agents" has no "sleeps"; it has answers, launches'],
  [{ tasks: { sleeps: 'x' } }, '"tasks" has no "sleeps"'],
  [{ only: 'changes' }, '"only" is a list of sections and ids of cases, not "changes".'],
  [{ only: ['chnages'] }, 'No case begins with "chnages". Sections: endpoints, errors'],
  [{ cheap: true }, 'runConformance() has no "cheap"; it has baseUrl, apiKey'],
])('an option that makes no sense is refused before anything is sent: %j', async (options, why) => {
  const all = { baseUrl: 'http://localhost:4100', apiKey: 'hk-test', fetch: never, ...options } as ConformanceOptions;
  const run = runConformance(all);
  await expect(run).rejects.toThrow(why);
  await expect(run).rejects.toBeInstanceOf(TypeError);
});

test('a body that the contract does not allow is told in its own words', async () => {
  const report = await tryOurServer({
    only: ['endpoints/quota'],
    break: (server) => async (request) =>
      request.url.endsWith('/quota') ? Response.json({ limit: 'ten' }) : server(request),
  });
  expect(report.results[0]?.reason).toBe(
    'quota 200: the body lacks the required property "active"; the body lacks the required property "available"; ' +
      'the body lacks the required property "scope"; /limit must be an integer, but it is the string "ten"',
  );
});
