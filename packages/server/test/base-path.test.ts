import { describe, expect, it } from 'vitest';
import { createMemoryStore, createServer } from '../src/index.js';
import { ledAgent } from './helpers/agents.js';
import { validateResponse } from './helpers/validate-response.js';

const KEY = 'hk-mounted';

async function mounted(basePath: string, extra = {}) {
  const led = ledAgent();
  const options = { store: createMemoryStore(), agents: [led.agent], auth: { keys: [KEY] }, basePath, ...extra };
  const { fetch } = createServer(options);
  const call = async (method: string, path: string, body?: unknown, key: string | null = KEY) => {
    const response = await fetch(
      new Request(`http://app.test${path}`, {
        method,
        headers: key === null ? {} : { authorization: `Bearer ${key}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    if (path.startsWith(basePath))
      await validateResponse(method, path.slice(basePath.length).split('?', 1)[0]!, response);
    return response;
  };
  const created = await call('POST', `${basePath}/api/v2/sessions`, { agent: 'test/led' });
  const { id } = (await created.json()) as { id: string };
  while (led.contexts.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  return { led, call, id };
}

describe.each(['/agents', '/a/b-c', '/resources'])('a server mounted at %s', (base) => {
  it('answers there, and nowhere else', async () => {
    const { call, id } = await mounted(base);
    expect((await call('GET', `${base}/api/v2/sessions/${id}/status`)).status).toBe(200);
    expect((await call('GET', `${base}/healthz`)).status).toBe(200);
    expect((await call('GET', `/api/v2/sessions/${id}/status`)).status).toBe(404);
    expect((await call('GET', `${base}x/api/v2/sessions/${id}/status`)).status).toBe(404);
    const wrong = await call('PUT', `${base}/api/v2/sessions/${id}`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, DELETE']);
  });

  it('gives links that lead to it', async () => {
    const { call, id, led } = await mounted(base);
    const path = await led.context.saveResource('files', 'a/b.txt', new TextEncoder().encode('kept'), 'text/plain');
    const redirect = await call('GET', path);
    expect(redirect.status).toBe(302);
    const location = redirect.headers.get('location') ?? '';
    expect(location.startsWith(`${base}/signed/`)).toBe(true);
    expect(await (await call('GET', location, undefined, null)).text()).toBe('kept');
    const shared = await call('POST', `${base}/api/v2/sessions/${id}/share`);
    const { share_url } = (await shared.json()) as { share_url: string };
    expect((await call('GET', share_url, undefined, null)).status).toBe(200);
  });
});

it.each(['agents', '/agents/', '/a//b', '/a?b', '/:id', '/*'])('cannot be mounted at %s', async (base) => {
  await expect(mounted(base)).rejects.toThrow(/basePath must be like "\/agents"/);
});
