/** A JSON response from a value, or from text that is JSON already. */
export function jsonResponse(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return jsonTextResponse(JSON.stringify(body), status, headers);
}

/**
 * The same from text that is JSON already.
 *
 * @param aside - keeps the text beside the response instead of in it, for an adapter that asks with `bodyTextOf`.
 */
export function jsonTextResponse(
  text: string,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
  aside = false,
): Response {
  const all = { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers };
  return remember(new Response(aside ? null : text, { status, headers: all }), text);
}

/** A response without a body, such as 202 and 204. */
export function emptyResponse(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return remember(new Response(null, { status, headers: { 'cache-control': 'no-store', ...headers } }), '');
}

const bodies = new WeakMap<Response, string>();

function remember(response: Response, text: string): Response {
  bodies.set(response, text);
  return response;
}

/**
 * The body of a response this module made, as text, without reading its stream: for adapters that write it to a socket,
 * where reading a stream costs more than all the rest. `undefined` for any other response.
 */
export function bodyTextOf(response: Response): string | undefined {
  return bodies.get(response);
}
