import { describe, expect, test } from 'vitest';
import { CONFORMANCE_CASES, conformanceJson, conformanceJunit, conformanceText } from '../../src/conformance.js';
import { tryOurServer } from './our-server.js';
import type { Handler } from './mutants.js';

const KEYS = /hk-test|hk-other/;

/** Says more than it should: its errors hold the key, markup and control characters. */
const chatty =
  (server: Handler): Handler =>
  async (request) => {
    const response = await server(request);
    if (response.status !== 404) return response;
    const message = `<b>no</b> & \u001b[31m ${request.headers.get('authorization')}`;
    return Response.json({ message, detail: [] }, { status: 418 });
  };

describe('a report', () => {
  test('shows the request and the reply of a case that failed, and no key', async () => {
    const report = await tryOurServer({ break: chatty, only: ['errors/unknown-session-get', 'errors/no-key-list'] });
    expect(report.totals).toEqual({ passed: 1, failed: 1, skipped: 0 });
    const text = conformanceText(report);
    expect(text).toContain('the reply should be 404, not 418');
    expect(text).toMatch(/> GET https:\/\/platform\.test\/api\/v2\/sessions\/00000000/);
    expect(text).toContain('< 418');
    const junit = conformanceJunit(report);
    expect(junit).toContain('<testsuite name="errors" tests="2" failures="1" skipped="0"');
    expect(junit).toContain('&lt;b&gt;no&lt;/b&gt; &amp;');
    expect(JSON.parse(conformanceJson(report))).toEqual(report);
    for (const form of [text, junit, conformanceJson(report)]) {
      expect(form).not.toMatch(KEYS);
      expect(form.includes('\u001b')).toBe(false);
    }
  });

  test('of a cheap run counts at most three sessions, all of which are over in the end', async () => {
    const launched: string[] = [];
    const cancelled = new Set<string>();
    const report = await tryOurServer({
      cost: 'cheap',
      break: (server) => async (request) => {
        const response = await server(request);
        if (request.method === 'DELETE') cancelled.add(request.url.split('/').at(-1) ?? '');
        if (request.method === 'POST' && request.url.endsWith('/sessions') && response.status === 201) {
          launched.push(((await response.clone().json()) as { id: string }).id);
        }
        return response;
      },
    });
    expect(report.sessionsLaunched).toBeLessThanOrEqual(3);
    expect(launched.length).toBeLessThanOrEqual(3);
    expect(launched.filter((id) => !cancelled.has(id))).toEqual([]);
    expect(report.totals.failed).toBe(0);
    expect(report.totals.passed).toBeGreaterThan(100);
  });

  test('has every case once, each with an id of its section', () => {
    const ids = CONFORMANCE_CASES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(CONFORMANCE_CASES.filter(({ id, section }) => !id.startsWith(`${section}/`))).toEqual([]);
  });
});

describe('a run', () => {
  test('skips what needs a second key or an agent that is not there, and says so', async () => {
    const report = await tryOurServer({
      agents: { fails: null },
      only: ['lifecycle/end-failed', 'lifecycle/end-completed'],
    });
    expect(report.results.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['passed', null],
      ['skipped', 'the platform has no agent for "fails"'],
    ]);
  });

  test('ends when it is told to, and cancels what it launched', async () => {
    const stop = new AbortController();
    let cancelled = 0;
    const run = tryOurServer({
      signal: stop.signal,
      only: ['commands/working-'],
      onResult: () => stop.abort(new Error('enough')),
      break: (server) => (request) => {
        if (request.method === 'DELETE') cancelled += 1;
        return server(request);
      },
    });
    await expect(run).rejects.toThrow('enough');
    expect(cancelled).toBeGreaterThan(0);
  });

  test('refuses options that make no sense', async () => {
    await expect(tryOurServer({ only: ['nonsense'] })).rejects.toThrow('No case begins with "nonsense"');
    await expect(tryOurServer({ baseUrl: 'nowhere' })).rejects.toThrow('must be a URL');
    await expect(tryOurServer({ apiKey: ' ' })).rejects.toThrow('blank');
  });

  test('gives up on a server that goes round in circles', async () => {
    const report = await tryOurServer({
      only: ['paging/events'],
      break: (server) => async (request) => {
        const response = await server(request);
        if (!request.url.includes('/events?')) return response;
        const body = (await response.json()) as object;
        return Response.json({
          ...body,
          total: 1_000_000_000,
          items: [{ type: 'X', data: {}, timestamp: '2026-01-01T00:00:00Z' }],
        });
      },
    });
    expect(report.results[0]).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('1000 requests') });
  });
});
