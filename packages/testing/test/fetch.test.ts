import { expect, test } from 'vitest';
import { script, type TestPlatform } from '../src/index.js';
import { usePlatform } from '../src/vitest.js';

/** What `fetch` does, the platform's does too: code that was written for the one must not notice the other. */
const api = (platform: TestPlatform, path: string, init: RequestInit = {}) =>
  platform.fetch(`${platform.baseUrl}/api/v2/sessions${path}`, {
    ...init,
    headers: { authorization: `Bearer ${platform.apiKey}`, 'content-type': 'application/json' },
  });

async function launch(platform: TestPlatform): Promise<string> {
  const response = await api(platform, '', { method: 'POST', body: JSON.stringify({ agent: platform.agent }) });
  const { id } = (await response.json()) as { readonly id: string };
  await platform.settle();
  return id;
}

test('a request whose signal is aborted already is not sent', async () => {
  const platform = usePlatform();
  const reason = new Error('never mind');
  await expect(api(platform, '/quota', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test.each([
  ['a long-poll', []],
  ['a delayed reply', [{ kind: 'delay' }]],
] as const)('an abort ends %s at once, with its reason', async (_, faults) => {
  const platform = usePlatform({ faults });
  const id = await launch(platform);
  const stop = new AbortController();
  const reply = api(platform, `/${id}/changes?from_index=1000&wait_for_seconds=20`, { signal: stop.signal });
  await platform.settle();
  const reason = new Error('enough');
  stop.abort(reason);
  await expect(reply).rejects.toBe(reason);
  expect(platform.faults.open).toBe(0);
});

test('redirects are followed, unless the request says otherwise', async () => {
  const platform = usePlatform({
    script: script().does({ kind: 'save_resource', bucket: 'files', key: 'a.txt', content: 'hello' }).answers('x'),
  });
  const id = await launch(platform);
  const path = `/${id}/resources/files/a.txt`;
  expect(await (await api(platform, path)).text()).toBe('hello');
  expect((await api(platform, path, { redirect: 'manual' })).status).toBe(302);
  await expect(api(platform, path, { redirect: 'error' })).rejects.toThrow('fetch failed');
});
