import type { ChangesReading, Page, SessionChanges } from '@agent-session/protocol';
import { isObject } from './checks.js';
import type { ClientConfig } from './client-config.js';
import { ProtocolError } from './errors/reply-errors.js';
import { discardBody, readText } from './read-body.js';
import type { Reply } from './request.js';

/** The fields without which a body cannot be used, and what each must be. */
type Shape = Readonly<Record<string, 'string' | 'number' | 'object' | 'array'>>;

const shownCharacters = 200;

/** Reads a JSON body that has at least these fields. Whatever else it has is kept. */
export function jsonReader<Body>(shape: Shape): (reply: Reply, config: ClientConfig) => Promise<Body> {
  return async (reply, config) => {
    const { response } = reply;
    const text = await readText(response, config.maxResponseBytes);
    const shown = () => {
      const start = config.keys.redact(text.slice(0, shownCharacters * 2)).slice(0, shownCharacters);
      return text.length === 0 ? 'It is empty' : `It begins: ${JSON.stringify(start)}`;
    };
    const type = response.headers.get('content-type');
    if (text.length > 0 && type !== null && !/\bjson\b/i.test(type)) throw broken(`is ${type}, not JSON`);
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      throw broken('is not JSON');
    }
    if (!isObject(body)) throw broken('is not a JSON object');
    for (const [field, kind] of Object.entries(shape)) {
      const value = body[field];
      const fits =
        kind === 'array' ? Array.isArray(value) : kind === 'object' ? isObject(value) : typeof value === kind;
      if (!fits) throw broken(`has no ${field} of type ${kind}`);
    }
    return body as Body;

    function broken(what: string): ProtocolError {
      return protocolError(reply, `with a body that ${what}. ${shown()}`, { body: shown() });
    }
  };
}

/** For replies that say all with their status. Another good status may come from a proxy, so it proves nothing. */
export async function readNothing(reply: Reply): Promise<void> {
  const { response } = reply;
  discardBody(response);
  if (response.status !== 202 && response.status !== 204) {
    throw protocolError(reply, `where the contract says 202 or 204`);
  }
}

const readPage = jsonReader<SessionChanges>({ status: 'string' });

/** A page of changes, or the 204 that says there is nothing new at the cursor. */
export async function readChangesReply(reply: Reply, config: ClientConfig): Promise<ChangesReading> {
  if (reply.response.status === 204) {
    discardBody(reply.response);
    return { kind: 'empty' };
  }
  const page = await readPage(reply, config);
  if (page.new_events !== undefined && !Array.isArray(page.new_events)) {
    throw protocolError(reply, 'with a page whose new_events is not a list');
  }
  return { kind: 'page', page };
}

const readItems = jsonReader<Page<unknown>>({ items: 'array', total: 'number', page: 'number' });

/** One page of a list. */
export function readListPage<Item>(reply: Reply, config: ClientConfig): Promise<Page<Item>> {
  return readItems(reply, config) as Promise<Page<Item>>;
}

/** The reply is not what the contract says. `what` follows "answered 200". */
export function protocolError(
  { context, response }: Reply,
  what: string,
  extra: { readonly body?: string } = {},
): ProtocolError {
  return new ProtocolError(
    `${context.method} ${context.url} answered ${context.status} ${what}. ` +
      'Check the base URL, and what may rewrite replies on the way.',
    { ...context, requestId: response.headers.get('x-request-id') ?? undefined, ...extra },
  );
}
