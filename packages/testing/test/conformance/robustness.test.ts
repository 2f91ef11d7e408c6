import type { Script } from '@agent-session/server';
import { describe, expect, test } from 'vitest';
import { createTestPlatform, type TestPlatform } from '../../src/index.js';
import {
  CONFORMANCE_SCRIPTS,
  conformanceJson,
  conformanceJunit,
  conformanceText,
  runConformance,
  type ConformanceOptions,
} from '../../src/conformance.js';
import { endpointOf } from '../../src/endpoint-of.js';
import type { Handler } from './mutants.js';
import { tryOurServer } from './our-server.js';

const MINUTE_MS = 60_000;
const failed = ({ results }: Awaited<ReturnType<typeof tryOurServer>>) =>
  results.filter(({ outcome }) => outcome === 'failed');
const never = (): Promise<Response> => new Promise(() => undefined);

describe('without a platform', () => {
  test.each([
    [
      'refuses connections',
      () => Promise.reject(new TypeError('fetch failed', { cause: new Error('ECONNREFUSED\n') })),
      /no reply \(fetch failed: ECONNREFUSED\)\.$/,
    ],
    ['never answers, and does not honour an abort', never, /no reply \(none in 30 s\)\.$/],
    [
      'answers with web pages',
      () => Promise.resolve(new Response('<p>', { headers: { 'content-type': 'text/html' } })),
      /quota answers with a web page; is the address right\?$/,
    ],
    [
      'knows nothing of sessions',
      () => Promise.resolve(Response.json({ detail: 'Not Found' }, { status: 404 })),
      /quota is a 404; is the address right\?$/,
    ],
    [
      'serves another API',
      () => Promise.resolve(Response.json({ ok: true })),
      /quota answers with something else \(quota 200: the body lacks .*\); is the address right\?$/,
    ],
    [
      'refuses the key',
      () => Promise.resolve(Response.json({ message: 'no' }, { status: 401 })),
      /it refuses the key \(GET .*\/quota is a 401\)\.$/,
    ],
  ] as const)('at an address that %s, the run ends with one clear error', async (what, answer, why) => {
    const run = tryOurServer({ break: () => answer });
    await expect(run).rejects.toThrow(why);
    const code = what === 'refuses the key' ? 'key-refused' : 'no-platform';
    await expect(run).rejects.toMatchObject({ name: 'TestingError', code });
  });
});

describe('a platform without the agents of the suite', () => {
  test('fails once, with what to do, and what needs them is skipped', async () => {
    const report = await tryOurServer({ scripts: [{ name: 'my/agent', turns: [[]] }] });
    const why = 'the platform has no agent "conformance/answers" (404)';
    expect(failed(report)).toMatchObject([
      {
        id: 'endpoints/create',
        reason: `${why}: register CONFORMANCE_SCRIPTS there, or name an agent that it has`,
        exchanges: [{ response: { status: 404 } }],
      },
    ]);
    expect(report.results.find(({ id }) => id === 'idempotency/same-key')).toMatchObject({
      outcome: 'skipped',
      reason: why,
    });
    expect(report.totals.passed).toBeGreaterThan(50);
  });

  test('fails nothing when it has the one that answers', async () => {
    const report = await tryOurServer({ scripts: CONFORMANCE_SCRIPTS.filter(({ name }) => name.endsWith('answers')) });
    expect(failed(report)).toEqual([]);
    const skipped = report.results.flatMap(
      ({ reason }) => /no agent "conformance\/(.*)"/.exec(reason ?? '')?.[1] ?? [],
    );
    expect(new Set(skipped)).toEqual(new Set(['works', 'launches', 'asks-tools', 'fails', 'times-out']));
  });
});

test('a run that skips every case proves nothing, and every report says so', async () => {
  const nobody = { answers: null, works: null, launches: null, asksTools: null, fails: null, timesOut: null };
  const report = await tryOurServer({ agents: nobody, only: ['idempotency'] });
  expect(report).toMatchObject({ verdict: 'proves-nothing', totals: { passed: 0, failed: 0 } });
  expect(conformanceText(report)).toContain('nothing is proved');
  expect(conformanceJunit(report)).toMatch(/<testsuites [^>]*failures="1"[^]*<failure message="nothing is proved/);
  expect(JSON.parse(conformanceJson(report))).toMatchObject({ verdict: 'proves-nothing' });
});

describe('an agent that is not of the suite', () => {
  test('and takes long is waited for once for each state, not once for each case', async () => {
    const slow: Script = { name: 'my/slow', turns: [[{ kind: 'wait', seconds: 3_600 }]] };
    const report = await tryOurServer({
      scripts: [slow],
      agents: { answers: slow.name },
      only: ['endpoints'],
    });
    const reasons = report.results.filter(({ outcome }) => outcome === 'skipped').map(({ reason }) => reason ?? '');
    const waits = reasons.filter((reason) => /^the session should become \w+: not after 300 s$/.test(reason));
    expect(failed(report)).toEqual([]);
    expect(waits.length).toBeGreaterThan(0);
    expect(new Set(waits).size).toBe(waits.length);
    expect(reasons.some((reason) => reason.includes('no session could be brought there'))).toBe(true);
  });
});

describe('a platform that does not answer', () => {
  test('after a while is given up, and the rest is skipped', async () => {
    let requests = 0;
    const report = await tryOurServer({
      break: (server) => (request) => (++requests > 200 ? never() : server(request)),
    });
    expect(report.totals.passed).toBeGreaterThan(10);
    expect(report.results.at(-1)).toMatchObject({
      outcome: 'skipped',
      reason: 'the platform does not answer any more',
    });
    expect(report.durationMs).toBeLessThan(10 * MINUTE_MS);
  });

  test('from the clean-up of its first case on has passed nothing', async () => {
    let isDead = false;
    const report = await tryOurServer({
      only: ['idempotency'],
      break: (server) => (request) => {
        isDead ||= endpointOf(request) === 'cancel';
        return isDead ? Promise.reject(new TypeError('fetch failed')) : server(request);
      },
    });
    expect(report).toMatchObject({ verdict: 'fails', totals: { passed: 0, failed: 1 } });
    expect(report.totals.skipped).toBeGreaterThan(0);
    expect(failed(report)).toMatchObject([{ reason: 'the platform does not answer any more' }]);
  });

  test('from a clean-up to its end has failed the case that it went with', async () => {
    let cancels = 0;
    const report = await tryOurServer({
      break: (server) => (request) => {
        if (endpointOf(request) === 'cancel') cancels += 1;
        return cancels > 3 ? Promise.reject(new TypeError('fetch failed')) : server(request);
      },
    });
    expect(report.verdict).toBe('fails');
    expect(report.results.findLast(({ outcome }) => outcome !== 'skipped')).toMatchObject({ outcome: 'failed' });
  });

  test('for a moment only, because it was started anew, is tried on', async () => {
    let isDown = false;
    const report = await tryOurServer({
      only: ['errors'],
      onResult: ({ id }) => {
        isDown ||= id === 'errors/no-key-list';
      },
      break: (server) => (request) => {
        if (!isDown) return server(request);
        isDown = failedBefore.push(request.url) < 4;
        return Promise.reject(new TypeError('fetch failed'));
      },
    });
    expect(failed(report).length).toBeLessThanOrEqual(4);
    expect(report.totals.passed).toBeGreaterThan(100);
  });
  const failedBefore: string[] = [];

  test('at one endpoint costs a few waits, not one for each case', async () => {
    const report = await tryOurServer({
      break: (server) => (request) => (endpointOf(request) === 'changes' ? never() : server(request)),
    });
    expect(failed(report).map(({ id }) => id)).toContain('changes/from-start');
    expect(failed(report).some(({ reason }) => reason?.includes('changes has not answered in time before'))).toBe(true);
    expect(report.totals.passed).toBeGreaterThan(200);
    expect(report.durationMs).toBeLessThan(20 * MINUTE_MS);
  });

  test('with an end is not read for ever', async () => {
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1_000_000)),
    });
    const run = tryOurServer({ break: () => () => Promise.resolve(new Response(endless)) });
    await expect(run).rejects.toThrow(/its body is longer than/);
  });
});

describe('a platform that does nothing right', () => {
  test('fails case by case when it answers 500 to everything', async () => {
    const report = await tryOurServer({
      break: () => () => Promise.resolve(Response.json({ message: 'oops' }, { status: 500 })),
    });
    expect(report.totals.passed).toBe(0);
    expect(report.totals.failed).toBeGreaterThan(250);
    expect(report.sessionsLaunched).toBe(0);
  });

  test('is not waited for again and again when its sessions never get anywhere', async () => {
    const report = await tryOurServer({
      break: (server) => async (request) => {
        const response = await server(request);
        if (endpointOf(request) !== 'status' || response.status !== 200) return response;
        return Response.json({ ...((await response.json()) as object), status: 'pending' });
      },
    });
    expect(failed(report)[0]?.reason).toBe('the session should become completed: not after 90 s');
    expect(report.results.some(({ reason }) => reason?.endsWith('not after 90 s (endpoints/get)'))).toBe(true);
    expect(report.durationMs).toBeLessThan(30 * MINUTE_MS);
  });
});

/** A platform of its own, so that what is left on it can be looked at. */
async function onPlatform(
  limits: Record<string, number>,
  use: (
    platform: TestPlatform,
    run: (options?: Partial<ConformanceOptions>) => ReturnType<typeof runConformance>,
  ) => Promise<void>,
  breakServer: (server: Handler) => Handler = (server) => server,
): Promise<void> {
  const platform = createTestPlatform({
    script: CONFORMANCE_SCRIPTS,
    server: { auth: { keys: ['hk-test', 'hk-other'] }, limits },
  });
  const { baseUrl, apiKey, clock } = platform;
  const handler = breakServer((request) => platform.fetch(request));
  const fetch: typeof globalThis.fetch = (input, init) => handler(new Request(input, init));
  await use(platform, (options) =>
    platform.until(runConformance({ baseUrl, apiKey, otherApiKey: 'hk-other', clock, fetch, ...options })),
  );
  await platform.close();
}

async function sessionsOf(platform: TestPlatform, query = ''): Promise<readonly { id: string; status: string }[]> {
  const response = await platform.fetch(`${platform.baseUrl}/api/v2/sessions?size=100${query}`, {
    headers: { authorization: `Bearer ${platform.apiKey}` },
  });
  const { items } = (await response.json()) as {
    items: readonly { id: string; status: { status: string } | string }[];
  };
  return items.map(({ id, status }) => ({ id, status: typeof status === 'string' ? status : status.status }));
}

describe('on an account with few slots', () => {
  test.each([
    [1, 'full'],
    [3, 'full'],
    [1, 'cheap'],
  ] as const)('of %i a %s run fails nothing and leaves nothing', async (maxActiveSessions, cost) => {
    await onPlatform({ maxActiveSessions }, async (platform, run) => {
      const report = await run({ cost });
      expect(failed(report).map(({ id, reason }) => `${id}: ${reason}`)).toEqual([]);
      expect(report.totals.passed).toBeGreaterThan(cost === 'full' ? 300 : 150);
      expect(await sessionsOf(platform, '&status=running&status=idle&status=paused&status=queued')).toEqual([]);
    });
  });

  test('sessions of others are left alone, and what needs their slots is skipped', async () => {
    await onPlatform({ maxActiveSessions: 1 }, async (platform, run) => {
      const response = await platform.fetch(`${platform.baseUrl}/api/v2/sessions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${platform.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ agent: 'conformance/answers', messages: 'Mine.', idle_timeout_s: 86_400 }),
      });
      const { id } = (await response.json()) as { id: string };
      const report = await run({ only: ['endpoints', 'quotas', 'commands/working-pause'] });
      expect(failed(report).map(({ id: failing, reason }) => `${failing}: ${reason}`)).toEqual([]);
      expect(report.results.find((each) => each.id === 'commands/working-pause')).toMatchObject({
        outcome: 'skipped',
        reason: 'every slot of the account is taken, and none became free',
      });
      expect(await sessionsOf(platform, '&status=idle')).toEqual([{ id, status: 'idle' }]);
    });
  });
});

describe('what a run leaves behind', () => {
  test('is nothing that is shared', async () => {
    await onPlatform({}, async (platform, run) => {
      const report = await run({ only: ['sharing', 'endpoints'] });
      expect(report.totals.failed).toBe(0);
      for (const { id } of await sessionsOf(platform)) {
        expect((await platform.fetch(`${platform.baseUrl}/api/v2/sessions/${id}`)).status).toBe(401);
      }
    });
  });

  test('is no session of a create that was answered wrongly', async () => {
    await onPlatform(
      {},
      async (platform, run) => {
        const report = await run({ only: ['endpoints/create', 'endpoints/pause'] });
        expect(report.totals.failed).toBe(2);
        expect((await sessionsOf(platform)).map(({ status }) => status)).not.toContain('running');
        expect(report.sessionsLaunched).toBe(2);
      },
      (server) => async (request) => {
        const response = await server(request);
        if (endpointOf(request) !== 'create') return response;
        return Response.json({ id: ((await response.json()) as { id: string }).id }, { status: 201 });
      },
    );
  });

  test('is no session that was being created when the run was stopped', async () => {
    const stop = new AbortController();
    await onPlatform(
      {},
      async (platform, run) => {
        await expect(run({ only: ['commands/working-pause'], signal: stop.signal })).rejects.toThrow('enough');
        expect(await sessionsOf(platform)).toEqual([expect.objectContaining({ status: 'interrupted' })]);
      },
      (server) => async (request) => {
        const isCreate = endpointOf(request) === 'create';
        const response = await server(request);
        if (isCreate) stop.abort(new Error('enough'));
        return response;
      },
    );
  });

  test('is told where it cannot be ended', async () => {
    const report = await tryOurServer({
      only: ['commands/working-pause'],
      break: (server) => (request) =>
        endpointOf(request) === 'cancel'
          ? Promise.resolve(Response.json({ message: 'oops' }, { status: 503 }))
          : server(request),
    });
    expect(report.totals).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(report.leftOver).toHaveLength(1);
  });
});
