import { describe, expect, it } from 'vitest';
import { answer, ledAgent } from './helpers/agents.js';
import { createTestServer, OTHER_KEY } from './helpers/test-server.js';

async function withResource() {
  const led = ledAgent();
  const server = createTestServer({ agents: [led.agent], limits: { maxResourceBytes: 1000 } });
  const { id } = await server.create({ agent: 'test/led' });
  await server.clock.settle();
  const bytes = new TextEncoder().encode('<script>alert(1)</script>');
  const path = await led.context.saveResource('files', 'reports/a b.html', bytes, 'text/html');
  return { ...server, led, id, path, bytes };
}

describe('a resource', () => {
  it('is a redirect to a signed URL of the server, which needs no key and expires', async () => {
    const { call, path, bytes, clock } = await withResource();
    const redirect = await call('GET', path);
    expect(redirect.status).toBe(302);
    const location = redirect.headers.get('location')!;
    const served = await call('GET', location, { key: null });
    expect(new Uint8Array(await served.arrayBuffer())).toEqual(bytes);
    expect(served.headers.get('content-type')).toBe('text/html');
    // What an agent saved must not run as a page of this server.
    expect(served.headers.get('content-security-policy')).toContain('sandbox');
    expect(served.headers.get('content-disposition')).toBe('attachment');
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    await clock.advance(300_000);
    expect((await call('GET', location, { key: null })).status).toBe(403);
  });

  it('cannot be had by changing a signed URL', async () => {
    const { call, path, led } = await withResource();
    await led.context.saveResource('files', 'secret', new Uint8Array(1), 'text/plain');
    const location = (await call('GET', path)).headers.get('location')!;
    const changed = [
      location.replace(/reports[^?]*/, 'secret'),
      location.replace(/expires=\d+/, 'expires=99999999999999'),
      location.replace(/signature=\w{4}/, 'signature=0000'),
      location.split('?')[0]!,
    ];
    for (const url of changed) expect((await call('GET', url, { key: null })).status, url).toBe(403);
  });

  it('cannot lead out of its session', async () => {
    const { call, id, path, create } = await withResource();
    const other = await create({ agent: 'test/led' });
    const file = path.split('/resources/')[1]!;
    for (const key of [
      `../${id}/${file}`,
      `files/../../${id}/${file}`,
      `files/%2e%2e/%2e%2e/${id}/${file}`,
      `files/..%2f..%2f${id}%2f${file}`,
      `files/..%5c..%5c${id}`,
      `files%2freports%2fa%20b.html`,
      `files/reports/%00a`,
      `files//${file}`,
      `files/%E0%A4%A`,
    ]) {
      const response = await call('GET', `/api/v2/sessions/${other.id}/resources/${key}`);
      expect([404, 405], key).toContain(response.status);
    }
    expect((await call('GET', `/api/v2/sessions/${id}/resources/files/reports%2fa%20b.html`)).status).toBe(404);
  });

  it('is seen by nobody else, unless its session is shared', async () => {
    const { call, path, id } = await withResource();
    expect((await call('GET', path, { key: OTHER_KEY })).status).toBe(404);
    expect((await call('GET', path, { key: null })).status).toBe(401);
    await call('POST', `/api/v2/sessions/${id}/share`);
    expect((await call('GET', path, { key: null })).status).toBe(302);
  });

  it.each(['../up', '/absolute', 'a//b', 'a/./b', '', 'a\\b', 'a\u0000b'])('cannot be saved as %j', async (key) => {
    const { led } = await withResource();
    await expect(led.context.saveResource('files', key, new Uint8Array(1), 'text/plain')).rejects.toThrow(
      /cannot name a resource/,
    );
  });

  it('is bounded in size', async () => {
    const { led } = await withResource();
    await expect(led.context.saveResource('files', 'big', new Uint8Array(1001), 'text/plain')).rejects.toThrow(
      /at most 1000 bytes/,
    );
  });

  it('of the files endpoints is one documented refusal', async () => {
    const { call, id, led, clock } = await withResource();
    for (const [name, body] of [
      ['list_files', {}],
      ['read_file', { path: 'x' }],
      ['write_file', { path: 'x', content_base64: '' }],
    ] as const) {
      const response = await call('POST', `/api/v2/sessions/${id}/files/${name}`, { body });
      expect(response.status).toBe(404);
      expect(await response.json()).toMatchObject({ detail: [{ type: 'not_supported' }] });
    }
    led.give(answer('x'), 'return');
    await clock.settle();
  });
});
