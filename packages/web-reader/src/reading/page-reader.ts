import { decodeHtml } from '../page/decode-html.js';
import { type ReadPage, readPage } from './read-page.js';

/** A page as it came over the network. */
export interface PageSource {
  readonly url: string;
  readonly contentType: string;
  /** Handed over with the page: it is not to be used afterwards. */
  readonly body: Uint8Array;
  /** Names the pattern of the list on the page before; `null`: there is none. */
  readonly listKey: string | null;
}

/** What bounds the reading of a page. */
export interface PageReaderLimits {
  /** Milliseconds, in a thread of its own. */
  readonly maxReadMs: number;
  /** Megabytes of that thread. */
  readonly maxReadMemoryMb: number;
  /** Bytes, where there are no threads. */
  readonly maxInlinePageBytes: number;
}

/** Reads pages, as far away from whoever asks as the platform allows. */
export interface PageReader {
  /** @throws PageError for a page that passes a limit; the signal's reason once it is aborted. */
  read(source: PageSource, signal: AbortSignal): Promise<ReadPage>;
}

/** Reads a page here and now. */
export function readSource({ url, contentType, body, listKey }: PageSource): ReadPage {
  return readPage(decodeHtml(body, contentType), url, listKey === null ? {} : { listKey });
}
