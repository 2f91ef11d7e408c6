import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type dns from 'node:dns';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { AddressRefusedError, ResponseTooLargeError } from './guarded-fetch-errors.js';
import { type GuardedFetch, type GuardedFetchOptions, createGuardedFetch } from './guarded-fetch.js';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function guarded(options: GuardedFetchOptions = {}): GuardedFetch['fetch'] {
  const { fetch, close } = createGuardedFetch(options);
  closers.unshift(close);
  return fetch;
}

async function listen(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ origin: string; port: number; hits: () => number }> {
  let hits = 0;
  const server: Server = createServer((request, response) => {
    hits += 1;
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, port, hits: () => hits };
}

/** A resolver that answers from a list, one entry per question; the last one again and again. */
function resolver(...answers: readonly string[][]): typeof dns.lookup {
  let asked = 0;
  const lookup = (_: string, options: dns.LookupOptions, callback: (...results: unknown[]) => void): void => {
    const addresses = answers[Math.min(asked, answers.length - 1)]!.map((address) => ({
      address,
      family: address.includes(':') ? 6 : 4,
    }));
    asked += 1;
    if (options.all === true) callback(null, addresses);
    else callback(null, addresses[0]!.address, addresses[0]!.family);
  };
  return lookup as unknown as typeof dns.lookup;
}

function formOf(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

describe('the guarded fetch', () => {
  it('refuses an address of this machine in every spelling, and nothing arrives there', async () => {
    const site = await listen((_, response) => response.end('secret'));
    const fetch = guarded();
    const hosts = [
      '127.0.0.1',
      'localhost',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '0x7f.1',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[64:ff9b::7f00:1]',
      '[::127.0.0.1]',
      '0.0.0.0',
      '127.0.0.1.',
    ];
    for (const host of hosts) {
      await expect(fetch(`http://${host}:${site.port}/`), host).rejects.toBeInstanceOf(AddressRefusedError);
    }
    expect(site.hits()).toBe(0);
  });

  it('says which address it refused and how to allow it', async () => {
    await expect(guarded({ lookup: resolver(['10.1.2.3']) })('http://intranet.example/')).rejects.toThrow(
      'intranet.example is at 10.1.2.3, which is no public address (private), so it is not fetched. To let agents read pages of this machine or network, allow private addresses: `--allow-private-addresses` of `serve` and `run`, `agentFetch` of `createServer`.',
    );
  });

  it('refuses a name when any of its addresses is private', async () => {
    await expect(
      guarded({ lookup: resolver(['93.184.216.34', '169.254.169.254']) })('http://mixed.example/'),
    ).rejects.toThrow('linkLocal');
  });

  it('refuses a redirect to a private address', async () => {
    const inner = await listen((_, response) => response.end('secret'));
    const outer = await listen((_, response) =>
      response.writeHead(302, { location: `${inner.origin}/metadata` }).end(),
    );
    const fetch = guarded({ allowedOrigins: [outer.origin] });
    await expect(fetch(outer.origin)).rejects.toBeInstanceOf(AddressRefusedError);
    expect([outer.hits(), inner.hits()]).toEqual([1, 0]);
  });

  it('checks the addresses the connection itself is given, asking for them once', async () => {
    let asked = 0;
    const answers = [['127.0.0.1'], ['93.184.216.34']];
    const lookup = resolver(...answers);
    const counting = ((...parameters: Parameters<typeof lookup>) => {
      asked += 1;
      lookup(...parameters);
    }) as unknown as typeof dns.lookup;
    // A check made before the connection, on an answer of its own, would see the second answer of a name that alternates.
    await expect(guarded({ lookup: counting })('http://rebinding.example/')).rejects.toBeInstanceOf(
      AddressRefusedError,
    );
    expect(asked).toBe(1);
  });

  it('allows an origin by name, and not the same address under another name', async () => {
    const site = await listen((_, response) => response.writeHead(200, { connection: 'close' }).end('page'));
    const fetch = guarded({ lookup: resolver(['127.0.0.1']), allowedOrigins: [`http://allowed.example:${site.port}`] });
    expect(await (await fetch(`http://allowed.example:${site.port}/`)).text()).toBe('page');
    await expect(fetch(`http://other.example:${site.port}/`)).rejects.toBeInstanceOf(AddressRefusedError);
    expect(site.hits()).toBe(1);
  });

  it('fetches from an allowed origin, and from anywhere when private addresses are allowed', async () => {
    const site = await listen((_, response) => response.end('page'));
    for (const options of [{ allowedOrigins: [site.origin] }, { allowPrivateAddresses: true }]) {
      const response = await guarded(options)(`${site.origin}/a?b`);
      expect([response.status, response.url, await response.text()]).toEqual([200, `${site.origin}/a?b`, 'page']);
    }
  });

  it.each<[string, (origin: string) => Parameters<typeof fetch>]>([
    ['a Request', (origin) => [new Request(origin, { method: 'POST', body: 'n=1', headers: { 'x-a': 'b' } })]],
    ['a form', (origin) => [origin, { method: 'POST', body: formOf({ n: '1' }), headers: { 'x-a': 'b' } }]],
  ])('sends %s of this runtime as it is', async (_, argumentsOf) => {
    const site = await listen((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => response.end(`${request.method} ${String(request.headers['x-a'])} ${body}`));
    });
    const response = await guarded({ allowPrivateAddresses: true })(...argumentsOf(site.origin));
    expect(await response.text()).toMatch(
      /^POST b (?:n=1$|-+\S+\r\nContent-Disposition: form-data; name="n"\r\n\r\n1\r\n)/,
    );
  });

  it('refuses addresses that are not http', async () => {
    for (const url of ['file:///etc/passwd', 'data:text/html,hi', 'blob:abc'])
      await expect(guarded()(url)).rejects.toBeInstanceOf(AddressRefusedError);
  });

  it('ends a body at the limit, counted after decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(30_000_000));
    const site = await listen((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    const response = await guarded({ allowPrivateAddresses: true, maxResponseBytes: 1_000_000 })(site.origin);
    await expect(response.arrayBuffer()).rejects.toBeInstanceOf(ResponseTooLargeError);
  });

  it('gives up on a server that never answers and on a body that never ends', async () => {
    const silent = await listen(() => {});
    const drip = await listen((_, response) => response.writeHead(200).write('x'));
    const fetch = guarded({ allowPrivateAddresses: true, timeoutMs: 150 });
    await expect(fetch(silent.origin)).rejects.toMatchObject({ name: 'TimeoutError' });
    const read = async () => (await fetch(drip.origin)).text();
    await expect(read()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('stops after 20 redirects', async () => {
    const site = await listen((_, response) => response.writeHead(302, { location: '/again' }).end());
    await expect(guarded({ allowPrivateAddresses: true })(site.origin)).rejects.toThrow('fetch failed');
    expect(site.hits()).toBe(21);
  });

  it('passes the abort reason on', async () => {
    const silent = await listen(() => {});
    const controller = new AbortController();
    const pending = guarded({ allowPrivateAddresses: true })(silent.origin, { signal: controller.signal });
    controller.abort(new Error('cancelled by the caller'));
    await expect(pending).rejects.toThrow('cancelled by the caller');
  });
});
