import { createClient, type AgentSessionClient } from '@agent-session/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CliError } from './cli-error.js';
import { explainFailure } from './explain-failure.js';
import { explainStreamFailure } from './explain-stream-failure.js';
import type { Asked } from './where-hint.js';

const ID = '3f0c2a8e-6d0b-4f6e-9a53-1c5f0b7d2e11';
const OWN_SERVER = 'export H_BASE_URL=http://127.0.0.1:4100 H_API_KEY=…';

beforeAll(() => {
  vi.stubEnv('H_API_KEY', '');
  vi.stubEnv('HAI_API_KEY', '');
});
afterAll(() => {
  vi.unstubAllEnvs();
});

/** What the client throws when the platform answers so, or cannot be reached, and no key is given. */
async function failure(
  reply: { readonly status: number; readonly body: object } | 'unreachable',
  call: (client: AgentSessionClient) => Promise<unknown> = (client) => client.status(ID),
): Promise<unknown> {
  const client = createClient({
    retry: false,
    fetch: () =>
      reply === 'unreachable'
        ? Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }))
        : Promise.resolve(Response.json(reply.body, { status: reply.status })),
  });
  return call(client).catch((error: unknown) => error);
}

function explained(error: unknown, asked?: Asked): string {
  const result = explainFailure(error, asked);
  expect(result).toBeInstanceOf(CliError);
  return (result as CliError).message;
}

function times(text: string, part: RegExp): number {
  return text.match(new RegExp(part, 'g'))?.length ?? 0;
}

describe('a failure of who gave neither a key nor a base URL', () => {
  it.each([
    ['cannot be reached', 'unreachable'],
    ['answers 401', { status: 401, body: { detail: 'Invalid API key' } }],
    ['answers 403', { status: 403, body: { detail: 'Not yours' } }],
    ['answers 404', { status: 404, body: { detail: 'Session not found' } }],
  ] as const)('says whom it asked, and how to ask a server of one’s own, when that one %s', async (_, reply) => {
    const message = explained(await failure(reply), {});
    expect(message).toContain('https://agp.eu.hcompany.ai');
    expect(message).toContain(
      'This asked the live platform, without a key, because neither H_BASE_URL nor --base-url is set.',
    );
    expect(message).toContain(OWN_SERVER);
  });

  it('says so when following never connected', () => {
    const asked = explainStreamFailure(new CliError('network', 'Not connected after 3 tries: nobody there.'), {});
    expect((asked as CliError).message).toMatch(/^Not connected[^\n]*\nThis asked the live platform/);
    expect((asked as CliError).message).toContain(OWN_SERVER);
  });

  it('is told once that a key is needed, and whom it would have asked', async () => {
    const message = explained(await failure('unreachable', (client) => client.pause(ID)), {});
    expect(message).toMatch(/^POST \S+\/pause needs a key, so nothing was sent\./);
    expect(times(message, /H_API_KEY or HAI_API_KEY/)).toBe(1);
    expect(message).not.toMatch(/pass apiKey/);
    expect(message).toMatch(/It would have asked the live platform, because neither/);
    expect(message).toContain(OWN_SERVER);
  });

  it('reads the same as ever when the platform refuses for another reason', async () => {
    const error = (await failure({ status: 422, body: { detail: 'No.' } })) as Error;
    expect(explained(error, {})).toBe(error.message);
  });
});

describe('a failure of who gave a key, a base URL or a region', () => {
  it.each([
    ['a key', { apiKey: 'hk-mine' }],
    ['a base URL', { baseUrl: 'http://127.0.0.1:4100' }],
    ['a region', { region: 'us' }],
  ] as const)('is not told of another place to ask: %s', async (_, asked) => {
    expect(explained(await failure('unreachable'), asked)).not.toContain('live platform');
  });

  it('reads of a region only where one was to choose', async () => {
    const error = await failure({ status: 404, body: { detail: 'Session not found' } });
    expect(explained(error, { apiKey: 'hk-mine' })).toContain('Check the id, the region and the key.');
    expect(explained(error, { apiKey: 'hk-mine', region: 'us' })).toContain('Check the id, the region and the key.');
    expect(explained(error, { baseUrl: 'http://127.0.0.1:4100' })).toMatch(
      /Session not found\. Check the id and the key\.$/,
    );
  });

  it('says once what to do about a key that is missing', async () => {
    const asked = { baseUrl: 'http://127.0.0.1:4100' };
    const message = explained(await failure({ status: 401, body: { detail: 'Invalid API key' } }), asked);
    expect(message).toMatch(/answered 401: Invalid API key\. There is no API key: set H_API_KEY or HAI_API_KEY/);
    expect(times(message, /H_API_KEY/)).toBe(1);
  });
});
