import { createClient } from '@agent-session/client';
import { describe, expect, it } from 'vitest';
import { askIfRunning } from './ask-if-running.js';
import { reasonOf } from './reason-of.js';

async function unreached(baseUrl: string, code: string): Promise<string> {
  const refuse = (): Promise<never> => Promise.reject(Object.assign(new Error('no'), { code }));
  const client = createClient({ apiKey: 'hk-test', baseUrl, retry: false, fetch: refuse });
  return client.quota().then(String, reasonOf);
}

describe('a connection that is refused', () => {
  it.each(['http://127.0.0.1:4100', 'http://localhost:4100', 'http://[::1]:4100/agents'])(
    'by this machine (%s) asks whether the server is running',
    async (url) => {
      expect(askIfRunning(await unreached(url, 'ECONNREFUSED'))).toMatch(
        /could not be reached \(ECONNREFUSED\)\. Is the server running\? agent-session serve starts one\. If it is, check the base URL\.$/,
      );
    },
  );

  it('by another machine, or for another reason, reads the same as ever', async () => {
    for (const [url, code] of [
      ['https://localhost.example.com', 'ECONNREFUSED'],
      ['http://127.0.0.1:4100', 'ECONNRESET'],
    ] as const) {
      const message = await unreached(url, code);
      expect(askIfRunning(message)).toBe(message);
      expect(message).toMatch(/Check the connection and the base URL\.$/);
    }
  });
});
