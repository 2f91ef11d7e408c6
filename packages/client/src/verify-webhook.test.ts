import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifyWebhook, type VerifyWebhookOptions } from './verify-webhook.js';

const secret = 'whsec_current';
const now = Date.parse('2026-06-10T09:00:00Z');
const delivery = {
  type: 'session.status_updated',
  id: 'evt_1',
  created_at: '2026-06-10T09:00:00Z',
  data: { session_id: '6f1f8a52-0f0e-4a39-9b5d-3d5f5d1a0001', status: 'completed', previous_status: 'running' },
};
const body = JSON.stringify(delivery);

function signed(text = body, key = secret, seconds = now / 1000) {
  const hex = createHmac('sha256', key).update(`${seconds}.${text}`).digest('hex');
  return { 'X-H-Webhook-Timestamp': String(seconds), 'X-H-Webhook-Signature': `sha256=${hex}` };
}
const verify = (options: Partial<VerifyWebhookOptions> = {}) =>
  verifyWebhook({ body, headers: signed(), secret, now: () => now, ...options });

describe('verifyWebhook', () => {
  it('returns a delivery that was signed with the secret', async () => {
    expect(await verify()).toEqual(delivery);
  });

  it.each([
    { description: 'a Headers', headers: new Headers(signed()) },
    {
      description: 'lower-case names',
      headers: Object.fromEntries(Object.entries(signed()).map(([name, value]) => [name.toLowerCase(), value])),
    },
    {
      description: 'lists of values',
      headers: Object.fromEntries(Object.entries(signed()).map(([name, value]) => [name, [value]])),
    },
  ])('reads headers from $description', async ({ headers }) => {
    expect(await verify({ headers })).toEqual(delivery);
  });

  it('takes the body as bytes, with every character', async () => {
    const text = JSON.stringify({ ...delivery, note: 'é 漢 🙂' });
    const bytes = new TextEncoder().encode(text);
    expect(await verify({ body: bytes, headers: signed(text) })).toHaveProperty('note', 'é 漢 🙂');
  });

  it('takes either secret while one is being rotated', async () => {
    const secrets = ['whsec_next', secret];
    expect(await verify({ secret: secrets })).toEqual(delivery);
    expect(await verify({ secret: secrets, headers: signed(body, 'whsec_next') })).toEqual(delivery);
  });

  it.each([300, -300])('takes a delivery that is %i s old', async (age) => {
    expect(await verify({ headers: signed(body, secret, now / 1000 - age) })).toEqual(delivery);
  });

  it.each([
    { description: 'another secret', options: { secret: 'whsec_other' } },
    { description: 'a body that was touched', options: { body: body.replace('completed', 'failed') } },
    { description: 'a body that was parsed and written again', options: { body: JSON.stringify(delivery, null, 1) } },
    { description: 'a delivery 301 s old', options: { headers: signed(body, secret, now / 1000 - 301) } },
    { description: 'a delivery from 301 s ahead', options: { headers: signed(body, secret, now / 1000 + 301) } },
    { description: 'no headers', options: { headers: {} } },
    {
      description: 'a timestamp that is not one',
      options: { headers: { ...signed(), 'X-H-Webhook-Timestamp': 'now' } },
    },
    {
      description: 'a signature cut short',
      options: { headers: { ...signed(), 'X-H-Webhook-Signature': 'sha256=00' } },
    },
    { description: 'another scheme', options: { headers: { ...signed(), 'X-H-Webhook-Signature': 'md5=00' } } },
    { description: 'a signed body of another shape', options: { body: '{}', headers: signed('{}') } },
    { description: 'a signed body that is not JSON', options: { body: 'hi', headers: signed('hi') } },
  ])('rejects $description', async ({ options }) => {
    await expect(verify(options)).rejects.toMatchObject({ name: 'WebhookRejectedError', code: 'webhook-rejected' });
  });

  it.each([{ secret: '' }, { secret: [] }, { secret: ['whsec_a', ''] }])('refuses %j', async (options) => {
    await expect(verify(options)).rejects.toMatchObject({ code: 'invalid-argument', argument: 'secret' });
  });
});
