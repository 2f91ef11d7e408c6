import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Answers a request for the page or one of its files; `null` for everything else. Needs no `this`. */
export type ConsoleHandler = (request: Request) => Response | null;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.md': 'text/markdown; charset=utf-8',
};

/** What the build leaves beside a file: the same, smaller. */
const COMPRESSED = '.br';

/**
 * Nothing runs but the page's own files, nothing is evaluated, nobody frames it. It may connect anywhere, because it can
 * be pointed at any server; where its key goes is decided by the person who types it in.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' blob: data:",
  'connect-src *',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

const HEADERS = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

interface Served {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly compressed: Uint8Array<ArrayBuffer> | null;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Serves the built console at `/`, beside the API. The files are read once; only those that exist are served, so that no
 * path can lead anywhere else.
 *
 * @param folder - Where the built page is. Default: `site` in the `dist` of this package.
 * @returns `null` when the console is not built.
 * @example
 * const page = createConsoleHandler();
 * const fetch = async (request: Request) => page?.(request) ?? (await server.fetch(request));
 */
export function createConsoleHandler(
  folder: string = fileURLToPath(new URL('../../dist/site', import.meta.url)),
): ConsoleHandler | null {
  if (!existsSync(join(folder, 'index.html'))) return null;
  const files = readFiles(folder);
  return ({ method, url, headers }) => {
    if (method !== 'GET' && method !== 'HEAD') return null;
    const file = files.get(new URL(url).pathname);
    if (!file) return null;
    const isSmall = file.compressed !== null && /\bbr\b/.test(headers.get('accept-encoding') ?? '');
    return new Response(method === 'HEAD' ? null : isSmall ? file.compressed : file.bytes, {
      headers: isSmall ? { ...file.headers, 'content-encoding': 'br' } : file.headers,
    });
  };
}

function readFiles(folder: string): ReadonlyMap<string, Served> {
  const files = new Map<string, Served>();
  for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || extname(file.name) === COMPRESSED) continue;
    const path = join(file.parentPath, file.name);
    const url = path.slice(folder.length).replaceAll('\\', '/');
    const isPage = url === '/index.html';
    const small = `${path}${COMPRESSED}`;
    files.set(isPage ? '/' : url, {
      bytes: new Uint8Array(readFileSync(path)),
      compressed: existsSync(small) ? new Uint8Array(readFileSync(small)) : null,
      headers: {
        ...HEADERS,
        'content-type': TYPES[extname(file.name)] ?? 'application/octet-stream',
        vary: 'accept-encoding',
        // The names of the files in `assets` change with what is in them.
        'cache-control': url.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      },
    });
  }
  return files;
}
