const META_SCAN_BYTES = 4_096;

/** Decodes a page by its byte order mark, its `Content-Type`, its `<meta charset>`, else UTF-8 or, failing that, windows-1252. */
export function decodeHtml(bytes: Uint8Array, contentType: string): string {
  const named = markOf(bytes) ?? charsetIn(contentType) ?? metaCharset(bytes);
  if (named !== null) {
    const decoder = decoderFor(named);
    if (decoder !== null) return decoder.decode(bytes);
  }
  try {
    // `stream`: a page cut at its size limit may end inside a character.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function markOf(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return null;
}

function charsetIn(text: string): string | null {
  return /charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(text)?.[1] ?? null;
}

function metaCharset(bytes: Uint8Array): string | null {
  const start = new TextDecoder('windows-1252').decode(bytes.subarray(0, META_SCAN_BYTES));
  for (const [tag] of start.matchAll(/<meta\b[^>]*>/gi)) {
    const charset = charsetIn(tag);
    // A page that can be read as far as this is not in UTF-16, whatever it says.
    if (charset !== null) return /^utf-?16/i.test(charset) ? 'utf-8' : charset;
  }
  return null;
}

function decoderFor(name: string): TextDecoder | null {
  try {
    return new TextDecoder(name);
  } catch {
    return null;
  }
}
