import { runInNewContext } from 'node:vm';
import { ERROR_CODES } from '@agent-session/protocol';
import { describe, expect, it } from 'vitest';
import * as client from '../src/index.js';

const instances: Readonly<Record<client.ClientErrorCode, client.ClientError>> = {
  authentication: new client.AuthenticationError('m'),
  payment: new client.PaymentError('m', { limit: 1, used: 2, windowEnd: null }),
  permission: new client.PermissionError('m'),
  'not-found': new client.NotFoundError('m'),
  conflict: new client.ConflictError('m'),
  'refused-by-state': new client.RefusedByStateError('m'),
  'invalid-request': new client.InvalidRequestError('m', { issues: [] }),
  quota: new client.QuotaError('m', { limit: 3, active: 3 }),
  server: new client.ServerError('m'),
  network: new client.NetworkError('m', { maybeSent: true }),
  timeout: new client.TimeoutError('m'),
  protocol: new client.ProtocolError('m'),
  'delivery-unknown': new client.DeliveryUnknownError('m'),
  'invalid-argument': new client.InvalidArgumentError('waitSeconds', 'is wrong.'),
  'list-shifted': new client.ListShiftedError('m'),
  'webhook-rejected': new client.WebhookRejectedError('m'),
  'unsupported-runtime': new client.UnsupportedRuntimeError('m'),
};

describe.each(Object.entries(instances))('the error %s', (code, error) => {
  it('has the code and the retryability of the table', () => {
    expect(error.code).toBe(code);
    expect(error.retryable).toBe(ERROR_CODES[code as client.ClientErrorCode].retryable);
  });

  it('is an Error and a ClientError, named after its exported class', () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(client.ClientError);
    expect((client as Record<string, unknown>)[error.name]).toBe(error.constructor);
  });

  it('is known by the guard, alone and with its code', () => {
    expect(client.isClientError(error)).toBe(true);
    expect(client.isClientError(error, code as 'quota')).toBe(true);
    expect(client.isClientError(error, code === 'quota' ? 'server' : 'quota')).toBe(false);
  });
});

describe('errors', () => {
  it('have one class for each code of the table that belongs to this package, and no other', () => {
    const codes = Object.entries(ERROR_CODES).filter(([, { package: owner }]) => owner === 'client');
    expect(new Set(Object.keys(instances))).toEqual(new Set(codes.map(([code]) => code)));
  });

  it('hold what is known of the call, and nothing that is not', () => {
    const cause = new Error('below');
    const error = new client.QuotaError('m', {
      limit: 3,
      active: 2,
      status: 429,
      url: 'https://h/',
      method: undefined,
      cause,
    });
    expect(error).toMatchObject({ limit: 3, active: 2, status: 429, url: 'https://h/', cause });
    expect(Object.keys(error)).not.toContain('method');
    expect(Object.keys(error)).not.toContain('cause');
  });

  it('are known across realms, where instanceof is not', () => {
    const foreign = runInNewContext(
      `Object.assign(new Error('m'), { code: 'quota', [Symbol.for('@agent-session/client.error')]: true })`,
    ) as unknown;
    expect(foreign).not.toBeInstanceOf(Error);
    expect(client.isClientError(foreign, 'quota')).toBe(true);
  });

  it.each([
    undefined,
    null,
    'quota',
    { code: 'quota' },
    new Error('quota'),
    Object.assign(new Error('m'), { code: 'quota' }),
  ])('are not taken for %s', (other) => {
    expect(client.isClientError(other)).toBe(false);
  });
});
