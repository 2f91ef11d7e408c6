import { emptyReply, jsonTextReply, type Reply } from './reply.js';

/** A JSON response from a value. */
export function jsonResponse(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return toResponse(jsonTextReply(JSON.stringify(body), status, headers));
}

/** A response without a body, such as 202 and 204. */
export function emptyResponse(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return toResponse(emptyReply(status, headers));
}

/**
 * A reply as a `Response`.
 *
 * @param aside - keeps the text beside the response instead of in it, for an adapter that asks with `bodyTextOf`.
 */
export function toResponse({ status, headers, text }: Reply, aside = false): Response {
  const response = new Response(aside || text === '' ? null : text, { status, headers });
  bodies.set(response, text);
  return response;
}

const bodies = new WeakMap<Response, string>();

/**
 * The body of a response this module made, as text, without reading its stream: for adapters that write it to a socket,
 * where reading a stream costs more than all the rest. `undefined` for any other response.
 */
export function bodyTextOf(response: Response): string | undefined {
  return bodies.get(response);
}
