import { fetchCauses } from '@agent-session/server';
import { PageError } from './page-error.js';

/** A page as it was fetched. */
export interface FetchedPage {
  /** Where it was found after redirects. */
  readonly url: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly bytes: number;
  /** True when the page is larger than the limit and only its beginning was read. */
  readonly truncated: boolean;
}

export interface FetchPageOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

const HTML_TYPES = new Set(['text/html', 'application/xhtml+xml']);

/** Fetches a page of HTML. Throws {@link PageError}, or the signal's reason when the run is aborted. */
export async function fetchPage(url: string, options: FetchPageOptions): Promise<FetchedPage> {
  const timeout = AbortSignal.timeout(options.timeoutMs);
  const signal = AbortSignal.any([options.signal, timeout]);
  const { fetch } = options;
  try {
    const response = await fetch(url, {
      signal,
      headers: { accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.1', 'user-agent': 'agent-session-web-reader' },
    });
    return await readPage(url, response, options.maxBytes);
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof PageError) throw error;
    if (timeout.aborted)
      throw new PageError(
        `${url} did not answer within ${options.timeoutMs / 1_000} s. Try again later, or name another page.`,
        { cause: error },
      );
    throw new PageError(`${url} cannot be read: ${reasonOf(error)}`, { cause: error });
  }
}

async function readPage(asked: string, response: Response, maxBytes: number): Promise<FetchedPage> {
  const url = response.url === '' ? asked : response.url;
  const contentType = response.headers.get('content-type') ?? '';
  const refuse = async (message: string): Promise<never> => {
    await response.body?.cancel().catch(() => {});
    throw new PageError(message);
  };
  if (!response.ok) {
    const words = `${response.status} ${response.statusText}`.trim();
    return await refuse(
      `${url} answered ${words}, so there is no page to read. Check the address, or name another page.`,
    );
  }
  const mediaType = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (mediaType !== '' && !HTML_TYPES.has(mediaType)) {
    return await refuse(`${url} is ${mediaType}, not HTML. Name the address of a web page.`);
  }
  const { bytes, truncated } = await readBytes(response, maxBytes);
  if (mediaType === '' && !/^\s*(?:\uFEFF)?\s*</.test(new TextDecoder().decode(bytes.subarray(0, 512)))) {
    throw new PageError(`${url} says no content type and does not look like HTML. Name the address of a web page.`);
  }
  return {
    url,
    status: response.status,
    contentType,
    body: bytes,
    bytes: bytes.length,
    truncated,
  };
}

async function readBytes(response: Response, maxBytes: number): Promise<{ bytes: Uint8Array; truncated: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  let truncated = false;
  const reader = response.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true };
    if (done) break;
    const room = maxBytes - length;
    chunks.push(value.subarray(0, room));
    length += Math.min(value.length, room);
    if (value.length > room) {
      truncated = true;
      await reader?.cancel().catch(() => {});
      break;
    }
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return { bytes, truncated };
}

function reasonOf(error: unknown): string {
  const messages = fetchCauses(error);
  return messages.length === 0 ? 'the connection failed.' : `${messages.join(': ').replace(/\.$/, '')}.`;
}
