import { readFile } from 'node:fs/promises';
import { listen } from '@agent-session/server/node';
import { smokeServer } from './program.mjs';

/**
 * The other end of the network for program.mjs, on Node: the session server, and the page that runs the program in a
 * browser.
 *
 * @param {{ bundle?: string, onResult?: (result: string) => void }} [page] the program bundled for browsers, and who is
 *   told what it came to
 */
export async function listenAsOtherEnd({ bundle = '', onResult = () => {} } = {}) {
  const server = smokeServer();
  const listening = await listen({ ...server, fetch: serve });
  // The same server under another name is another origin.
  const elsewhere = listening.url.replace('127.0.0.1', 'localhost');
  return listening;

  /** @param {Request} request */
  async function serve(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/page') {
      return new Response('<meta charset="utf-8"><script type="module" src="/bundle.js"></script>', {
        headers: {
          'content-type': 'text/html',
          // As strict as pages get: no `eval`, no `new Function`.
          'content-security-policy': `default-src 'none'; script-src 'self'; connect-src 'self' ${elsewhere}`,
        },
      });
    }
    if (pathname === '/bundle.js') {
      return new Response(await readFile(bundle), { headers: { 'content-type': 'text/javascript' } });
    }
    if (pathname === '/result') {
      onResult(await request.text());
      return new Response(null, { status: 204 });
    }
    if (pathname.endsWith('/elsewhere.txt')) {
      return new Response(null, { status: 302, headers: { location: `${elsewhere}/stored` } });
    }
    if (pathname === '/stored') {
      const headers = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization' };
      return new Response(request.headers.has('authorization') ? 'the key!' : 'no key', { headers });
    }
    return server.fetch(request);
  }
}
