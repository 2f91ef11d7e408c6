import { ProtocolError } from './errors/reply-errors.js';

/** A chunk source: a web stream, or what cross-fetch has on Node. */
type Chunks = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** No compression in use makes more of a byte than this. */
const maxInflation = 1100;

/**
 * The body as text, at most `maxBytes` of it: a reply is hostile input. A body is read in one go when the length it
 * announces, to which the connection holds its sender, cannot become too much, not even unpacked.
 *
 * @throws ProtocolError when there is more.
 */
export async function readText(response: Response, maxBytes: number): Promise<string> {
  const announced = response.headers.get('content-length');
  if (announced !== null) {
    if (Number(announced) > maxBytes) throw tooLong(maxBytes);
    if (Number(announced) * maxInflation <= maxBytes) return response.text();
  }
  const body = response.body as Chunks | null;
  if (body === null) return response.text();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of chunksOf(body)) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLong(maxBytes);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The chunks of either kind of body. Leaving the loop early cancels the transfer. */
export async function* chunksOf(body: Chunks): AsyncGenerator<Uint8Array, void, undefined> {
  // Not every runtime can iterate a web stream; a Node stream has no reader.
  if (!('getReader' in body)) {
    yield* body;
    return;
  }
  const reader = body.getReader();
  let done = false;
  try {
    for (;;) {
      const result = await reader.read();
      done = result.done;
      if (result.done) return;
      yield result.value;
    }
  } finally {
    if (!done) await reader.cancel().catch(() => {});
  }
}

/** Lets go of a body nobody will read. An empty one is read to its end, which keeps the connection for the next call. */
export function discardBody(response: Response): void {
  if (response.status === 204 || response.headers.get('content-length') === '0') {
    response.text().catch(() => {});
    return;
  }
  const body = response.body as (ReadableStream & { destroy?: () => void }) | null;
  if (typeof body?.destroy === 'function') body.destroy();
  else if (body && !body.locked) body.cancel().catch(() => {});
}

function tooLong(maxBytes: number): ProtocolError {
  return new ProtocolError(
    `The reply is longer than ${maxBytes} bytes and was not read to its end. Raise maxResponseBytes if that is expected.`,
  );
}
