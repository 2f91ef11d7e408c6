import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createConsoleHandler, type ConsoleHandler } from './console-handler.js';

describe('the built page, served', () => {
  let folder: string;
  let handler: ConsoleHandler;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'console-site-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html>');
    await writeFile(join(folder, 'assets/index-1.js'), 'run()');
    await writeFile(join(folder, 'assets/index-1.js.br'), brotliCompressSync('run()'));
    await writeFile(join(folder, 'assets/letters-1.woff2'), new Uint8Array([1, 2, 3]));
    const made = createConsoleHandler(folder);
    if (!made) throw new Error('There is a page.');
    handler = made;
  });
  afterAll(() => rm(folder, { recursive: true }));

  const get = (path: string, init: RequestInit = {}): Response | null =>
    handler(new Request(`http://localhost${path}`, init));

  test('each file has its type; the page is asked for each time, the rest is kept', async () => {
    const page = get('/');
    expect(await page?.text()).toBe('<!doctype html>');
    expect(page?.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page?.headers.get('cache-control')).toBe('no-cache');
    expect(get('/assets/index-1.js')?.headers.get('cache-control')).toMatch(/immutable/);
    expect(get('/assets/letters-1.woff2')?.headers.get('content-type')).toBe('font/woff2');
  });

  test('whoever can read it small gets it small', async () => {
    const small = get('/assets/index-1.js', { headers: { 'accept-encoding': 'gzip, br' } });
    expect(small?.headers.get('content-encoding')).toBe('br');
    expect(small?.headers.get('vary')).toBe('accept-encoding');
    expect(new Uint8Array((await small?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(
      new Uint8Array(brotliCompressSync('run()')),
    );
    const whole = get('/assets/index-1.js', { headers: { 'accept-encoding': 'gzip' } });
    expect(whole?.headers.get('content-encoding')).toBeNull();
    expect(await whole?.text()).toBe('run()');
  });

  test('everything is served under a policy that lets nothing run but its own files', () => {
    for (const path of ['/', '/assets/index-1.js', '/assets/letters-1.woff2']) {
      const policy = get(path)?.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/);
      expect(policy).not.toMatch(/unsafe|eval/);
    }
  });

  test('a HEAD has the headers alone; other methods and other paths are not its business', async () => {
    const head = get('/', { method: 'HEAD' });
    expect(await head?.text()).toBe('');
    expect(head?.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(get('/', { method: 'POST' })).toBeNull();
    for (const path of [
      '/index.html',
      '/assets',
      '/assets/index-1.js.br',
      '/api/v2/sessions',
      '/../secret',
      '/%2e%2e/secret',
    ]) {
      expect(get(path)).toBeNull();
    }
  });

  test('without a built page there is no handler', () => {
    expect(createConsoleHandler(join(folder, 'assets'))).toBeNull();
  });
});
