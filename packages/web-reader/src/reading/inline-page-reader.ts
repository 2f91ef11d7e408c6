import { type PageReader, type PageReaderLimits, readSource } from './page-reader.js';

/** Where there are no threads: a page is read between two turns of the event loop, and only its beginning when it is large. */
export function createPageReader({ maxInlinePageBytes }: PageReaderLimits): PageReader {
  return {
    async read(source, signal) {
      // Others have their turn between two pages.
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      const cut = source.body.length > maxInlinePageBytes;
      const page = readSource(cut ? { ...source, body: source.body.subarray(0, maxInlinePageBytes) } : source);
      return cut ? { ...page, truncated: true } : page;
    },
  };
}
