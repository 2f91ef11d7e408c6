/**
 * A reply whose text is known as a whole, before it takes the form of a `Response`. Making one of those costs as much as all
 * the rest of a short reply, which counts where thousands are woken at once: adapters take it as it is.
 */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty: the reply has no body, such as 202 and 204. */
  readonly text: string;
}

/** A reply of text that is JSON already. */
export function jsonTextReply(text: string, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers }, text };
}

/** A reply without a body. */
export function emptyReply(status: number, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'cache-control': 'no-store', ...headers }, text: '' };
}
