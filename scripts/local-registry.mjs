/**
 * A registry on loopback that has the packages of this checkout as a release would publish them, and hands on every other
 * question to the registry npm is configured for. `npm run registry` serves it until Ctrl-C, to try a release before it
 * is one: `npm install agent-session --registry http://127.0.0.1:4873`. It builds them first.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import process from 'node:process';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { outputOf } from './output-of.mjs';
import { manifestIn, withTarballs } from './pack.mjs';
import { exitWith, setup } from './setup.mjs';

/** What a reply of the registry behind this one may say about its body, which arrives here already decoded. */
const passedOn = ['content-type', 'etag', 'last-modified', 'cache-control'];

/**
 * Serves packed packages as a registry while `use` runs.
 *
 * @template Result
 * @param {readonly import('./pack.mjs').PackedPackage[]} packed
 * @param {(url: string) => Promise<Result>} use
 * @param {{ port?: number }} [options]
 * @returns {Promise<Result>}
 */
export async function withRegistry(packed, use, { port = 0 } = {}) {
  const upstream = outputOf('npm', ['config', 'get', 'registry']).trim().replace(/\/$/, '');
  const ours = new Map(packed.map((one) => [one.manifest.name, one]));
  const tarballs = new Map(packed.map(({ tarball }) => [basename(tarball), tarball]));
  const server = createServer((request, response) => {
    reply(request, response).catch((/** @type {unknown} */ error) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end(String(error));
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: actualPort } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const url = `http://127.0.0.1:${actualPort}`;
  try {
    return await use(url);
  } finally {
    server.closeAllConnections();
    server.close();
  }

  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  async function reply({ method = 'GET', url: path = '/', headers }, response) {
    if (method !== 'GET' && method !== 'HEAD') return void response.writeHead(404).end();
    const name = decodeURIComponent(path.slice(1).split('?')[0] ?? '');
    const tarball = tarballs.get(name.replace('tarballs/', ''));
    if (tarball !== undefined) {
      return void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(readFileSync(tarball));
    }
    const one = ours.get(name);
    if (one !== undefined) {
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(packument(one));
    }
    const accept = headers.accept ?? '*/*';
    const answer = await fetch(`${upstream}${path}`, { headers: { accept } });
    for (const header of passedOn) {
      const value = answer.headers.get(header);
      if (value !== null) response.setHeader(header, value);
    }
    response.writeHead(answer.status);
    if (answer.body === null) return void response.end();
    Readable.fromWeb(/** @type {import('node:stream/web').ReadableStream} */ (answer.body)).pipe(response);
  }

  /** @param {import('./pack.mjs').PackedPackage} one */
  function packument({ manifest: { name, version }, tarball }) {
    const bytes = readFileSync(tarball);
    const dist = {
      tarball: `${url}/tarballs/${basename(tarball)}`,
      integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
      shasum: createHash('sha1').update(bytes).digest('hex'),
    };
    const versions = { [version]: { ...manifestIn(tarball), _id: `${name}@${version}`, dist } };
    return JSON.stringify({ name, 'dist-tags': { latest: version }, versions });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await setup(() => build()).catch(exitWith);
  const port = Number(process.argv[2] ?? 4873);
  await withTarballs((packed) =>
    withRegistry(
      packed,
      async (url) => {
        for (const { manifest } of packed) console.log(`${manifest.name}@${manifest.version}`);
        console.log(`\nThey are at ${url} until Ctrl-C. In another folder:\n`);
        console.log(`  npm install agent-session --registry ${url}`);
        await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
      },
      { port },
    ),
  ).catch(exitWith);
}
