import type { ClientConfig } from './client-config.js';
import type { ErrorContext } from './errors/client-error.js';
import { InvalidArgumentError, UnsupportedRuntimeError } from './errors/local-errors.js';
import type { AbortLink } from './link-abort.js';
import { chunksOf, discardBody } from './read-body.js';
import { protocolError } from './read-reply.js';
import type { Reply } from './request.js';
import { networkError } from './transport-error.js';

/** The bytes of a resource, read once, in one of two ways. The time limit begins anew with each chunk. */
export interface SessionResource {
  readonly contentType: string | null;
  /** As announced; `null` when it is not. */
  readonly sizeBytes: number | null;
  /** Everything at once. */
  blob(): Promise<Blob>;
  /** Chunks as they arrive. Cancelling it ends the transfer. */
  stream(): ReadableStream<Uint8Array>;
}

/** Takes the call's link over: it is let go when the body has been read, has failed or is cancelled. */
export async function readResource(reply: Reply, config: ClientConfig): Promise<SessionResource> {
  const { response, link } = reply;
  if (response.status !== 200) throw protocolError(reply, 'where the contract says 200 or a redirect');
  reply.keepLink();
  const contentType = response.headers.get('content-type');
  const length = response.headers.get('content-length');
  let taken = false;
  const stream = () => {
    if (taken) throw new InvalidArgumentError('resource', 'has been read already, which works once: ask for it again.');
    taken = true;
    return streamOf(response, link, reply.timeoutMs, config, reply.context);
  };
  return {
    contentType,
    sizeBytes: length === null ? null : Number(length),
    stream,
    async blob() {
      const parts: BlobPart[] = [];
      const reader = stream().getReader();
      for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value as BlobPart);
      return new Blob(parts, contentType === null ? {} : { type: contentType });
    },
  };
}

/** The address a redirect points at, where the runtime shows it. */
export async function readLocation(reply: Reply): Promise<string> {
  const { response, url } = reply;
  discardBody(response);
  if (response.type === 'opaqueredirect') {
    throw new UnsupportedRuntimeError(
      'This runtime does not show where a redirect points (a browser hides it). Use resource() to read the bytes.',
      reply.context,
    );
  }
  const location = response.headers.get('location');
  if (location === null) throw protocolError(reply, 'where the contract says 302 with a Location');
  return new URL(location, url).href;
}

function streamOf(
  response: Response,
  link: AbortLink,
  timeoutMs: number,
  config: ClientConfig,
  context: ErrorContext,
): ReadableStream<Uint8Array> {
  const chunks = response.body === null ? null : chunksOf(response.body);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        link.limit(timeoutMs);
        const next = chunks === null ? undefined : await link.race(chunks.next());
        if (next && !next.done) {
          controller.enqueue(next.value);
          // A reader that takes its time is not a connection that is silent.
          link.limit(null);
        } else {
          link.dispose();
          controller.close();
        }
      } catch (error) {
        link.dispose();
        discardBody(response);
        controller.error(link.aborted ? error : networkError(error, context, config.keys.redact));
      }
    },
    async cancel() {
      link.dispose();
      await chunks?.return().catch(() => {});
      discardBody(response);
    },
  });
}
