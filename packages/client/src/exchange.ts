import { isInsecure, type ClientConfig } from './client-config.js';
import type { AbortLink } from './link-abort.js';
import { ProtocolError } from './errors/reply-errors.js';
import { discardBody } from './read-body.js';

/** What is sent. */
export interface Outgoing {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly link: AbortLink;
  /** Hand a redirect back instead of following it. */
  readonly keepRedirect: boolean | undefined;
}

/** What came back, and from where. */
export interface Incoming {
  readonly response: Response;
  readonly url: string;
}

/** What a transport is given: what fetch takes, and the link of the attempt for one that knows what to do with it. */
export interface TransportInit {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly redirect: 'manual';
  readonly signal: AbortSignal;
  readonly link?: AbortLink;
}

const maxRedirects = 5;
const redirectCodes = [301, 302, 303, 307, 308];

/**
 * Sends and follows redirects by hand, so that the headers (the key among them) stay on the origin they were meant for:
 * on Node, cross-fetch would carry them to another port or host. A read is followed anywhere, without headers once it
 * leaves; a write only on its own origin and only by 307 or 308, which keep its method and body.
 */
export async function exchange(config: ClientConfig, outgoing: Outgoing): Promise<Incoming> {
  const { method, headers, body, link } = outgoing;
  // Unbound: see ClientConfig.fetch.
  const send = config.fetch;
  let url = outgoing.url;
  let sentHeaders = headers;
  for (let hop = 0; ; hop++) {
    const init: TransportInit = {
      method,
      headers: sentHeaders,
      body,
      redirect: 'manual',
      // Only a transport that needs the signal pays for it.
      get signal() {
        return link.signal;
      },
      link,
    };
    const response = await send(url, init as RequestInit);

    if (response.type === 'opaqueredirect') {
      if (outgoing.keepRedirect) return { response, url };
      if (method !== 'GET') throw refusal(response, 'this runtime hides where it points');
      // A browser shows no redirect to follow by hand; its own following drops the key across origins.
      return { response: await send(url, { ...init, redirect: 'follow' } as RequestInit), url };
    }
    if (outgoing.keepRedirect || !redirectCodes.includes(response.status)) return { response, url };
    const location = response.headers.get('location');
    if (location === null) return { response, url };
    discardBody(response);

    if (hop >= maxRedirects) throw refusal(response, `it is the ${hop + 1}th in a row`);
    let target: URL;
    try {
      target = new URL(location, url);
    } catch {
      throw refusal(response, 'its Location is not a URL');
    }
    if (target.protocol !== 'https:' && target.protocol !== 'http:') throw refusal(response, 'it leaves http');
    if (!config.allowInsecureHttp && isInsecure(target)) throw refusal(response, 'it leads to plain http');
    if (method !== 'GET' && (target.origin !== config.origin || ![307, 308].includes(response.status))) {
      throw refusal(response, 'a write is only redirected on its own origin, by 307 or 308');
    }
    if (target.origin !== config.origin) sentHeaders = {};
    url = target.href;
  }

  function refusal({ status }: Response, why: string): ProtocolError {
    return new ProtocolError(
      `${method} ${outgoing.url} was redirected and is not followed: ${why}. Check the base URL.`,
      { method, url: outgoing.url, status },
    );
  }
}
