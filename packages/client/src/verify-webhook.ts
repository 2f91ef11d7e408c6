import { LIMITS, systemClock, type StatusWord } from '@agent-session/protocol';
import { InvalidArgumentError, WebhookRejectedError } from './errors/local-errors.js';

/** What the platform posts to a webhook. */
export interface WebhookDelivery {
  readonly type: string;
  readonly id: string;
  readonly created_at: string;
  readonly data: {
    readonly session_id: string;
    readonly status: StatusWord;
    readonly previous_status: StatusWord | null;
  };
}

/** How a delivery is checked. */
export interface VerifyWebhookOptions {
  /** The body exactly as it arrived: parsing it and writing it again breaks the signature. */
  readonly body: string | Uint8Array;
  /** The headers of the request: a `Headers`, or a plain object in any letter case. */
  readonly headers: Pick<Headers, 'get'> | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The secret of the webhook; several while one is being rotated. */
  readonly secret: string | readonly string[];
  /** How old or how far ahead a delivery may be. Default 300. */
  readonly toleranceSeconds?: number;
  /** Milliseconds since 1970. Default: the machine's clock. */
  readonly now?: () => number;
}

/**
 * Checks that a webhook delivery was signed by the platform with one of the secrets and is fresh, and returns it.
 * Deliveries may come twice, late or out of order: take one as a hint to read the session, not as its status.
 *
 * @throws WebhookRejectedError when it is not genuine, too old, or not a delivery.
 * @throws InvalidArgumentError without a secret.
 * @example
 * const delivery = await verifyWebhook({ body: await request.text(), headers: request.headers, secret });
 */
export async function verifyWebhook(options: VerifyWebhookOptions): Promise<WebhookDelivery> {
  const { body, toleranceSeconds = LIMITS.webhookToleranceSeconds, now = () => systemClock.now() } = options;
  const secrets = typeof options.secret === 'string' ? [options.secret] : options.secret;
  if (!secrets?.length || !secrets.every((secret) => typeof secret === 'string' && secret !== '')) {
    throw new InvalidArgumentError('secret', 'must be a non-empty string, or a list of them.');
  }
  const timestamp = header(options.headers, 'X-H-Webhook-Timestamp');
  const signature = header(options.headers, 'X-H-Webhook-Signature');
  if (timestamp === undefined || signature === undefined) {
    throw new WebhookRejectedError('The delivery has no X-H-Webhook-Timestamp or no X-H-Webhook-Signature header.');
  }
  const [, hex] = /^sha256=([\da-f]{64})$/i.exec(signature.trim()) ?? [];
  if (!/^\d{1,12}$/.test(timestamp) || hex === undefined) {
    throw new WebhookRejectedError('The delivery has a timestamp or signature header that cannot be read.');
  }
  const ageSeconds = Math.abs(now() / 1000 - Number(timestamp));
  if (!(ageSeconds <= toleranceSeconds)) {
    throw new WebhookRejectedError(
      `The delivery was signed ${Math.round(ageSeconds)} s away from now; ${toleranceSeconds} s are allowed. Check the clock.`,
    );
  }

  const raw = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const signed = concat(new TextEncoder().encode(`${timestamp}.`), raw);
  const expected = fromHex(hex);
  const checks = await Promise.all(secrets.map((secret) => isSignedWith(secret, expected, signed)));
  if (!checks.includes(true)) {
    throw new WebhookRejectedError(
      'The delivery is not signed with this secret. Check the secret, and that the raw body is passed.',
    );
  }
  return parseDelivery(new TextDecoder().decode(raw));
}

/** In constant time, which is what WebCrypto's verify is for. */
async function isSignedWith(secret: string, signature: Uint8Array, data: Uint8Array): Promise<boolean> {
  const { subtle } = crypto;
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['verify']);
  return subtle.verify('HMAC', key, signature as BufferSource, data as BufferSource);
}

function parseDelivery(text: string): WebhookDelivery {
  try {
    const delivery = JSON.parse(text) as WebhookDelivery;
    if (typeof delivery.type === 'string' && typeof delivery.data.session_id === 'string') return delivery;
  } catch {
    // said below
  }
  throw new WebhookRejectedError('The delivery is signed but is not a session event: its body has another shape.');
}

function header(headers: VerifyWebhookOptions['headers'], name: string): string | undefined {
  if (typeof headers.get === 'function') return headers.get(name) ?? undefined;
  const plain = Object.entries(headers as Readonly<Record<string, string | readonly string[] | undefined>>);
  const found = plain.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  return typeof found === 'string' ? found : found?.[0];
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16),
  );
}
