import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ConflictError,
  InvalidRequestError,
  NetworkError,
  ProtocolError,
  QuotaError,
  ServerError,
  TimeoutError,
} from './index.js';
import { RETRY_TABLE, failureKind, retryDelayMs, type FailureKind } from './retry-policy.js';

const options = { maxRetries: 3, initialDelayMs: 1000, maxDelayMs: 60_000 };
const kinds = Object.keys(RETRY_TABLE.safe) as FailureKind[];

describe('the retry policy', () => {
  it.each([
    { description: 'a connection never made', error: new NetworkError('', { maybeSent: false }), kind: 'unreached' },
    { description: 'a broken connection', error: new NetworkError('', { maybeSent: true }), kind: 'lost' },
    { description: 'silence', error: new TimeoutError(''), kind: 'lost' },
    { description: 'a reply that cannot be read', error: new ProtocolError(''), kind: 'garbled' },
    { description: '429', error: new QuotaError('', { limit: 3, active: 3 }), kind: 'limited' },
    { description: 'a create in flight', error: new ConflictError(''), kind: 'inFlight' },
    { description: '5xx', error: new ServerError(''), kind: 'failing' },
    { description: '422', error: new InvalidRequestError('', { issues: [] }), kind: 'final' },
    { description: 'what the caller aborted with', error: new Error('mine'), kind: 'final' },
  ])('takes $description for $kind', ({ error, kind }) => {
    expect(failureKind(error)).toBe(kind);
  });

  it('repeats an unsafe request only when it cannot have been worked on', () => {
    expect(kinds.filter((kind) => RETRY_TABLE.never[kind])).toEqual(['unreached', 'limited']);
  });

  it('repeats a read after everything that may pass', () => {
    expect(kinds.filter((kind) => !RETRY_TABLE.safe[kind])).toEqual(['inFlight', 'final']);
  });

  it('repeats a create also while its first request is in flight', () => {
    expect(kinds.filter((kind) => !RETRY_TABLE['idempotency-key'][kind])).toEqual(['final']);
  });

  it('doubles the span and takes a random part of it, up to the cap', () => {
    const delays = [1, 2, 3].map((attempt) => retryDelayMs('safe', 'lost', attempt, undefined, options, 0.5));
    expect(delays).toEqual([500, 1000, 2000]);
    expect(retryDelayMs('safe', 'lost', 30, undefined, { ...options, maxRetries: 99 }, 0.5)).toBe(30_000);
  });

  it('stops after maxRetries', () => {
    expect(retryDelayMs('safe', 'lost', 3, undefined, options, 0)).toBe(0);
    expect(retryDelayMs('safe', 'lost', 4, undefined, options, 0)).toBeNull();
  });

  it('waits at least as long as the platform asks, and gives up when that is longer than any wait may be', () => {
    expect(retryDelayMs('safe', 'limited', 1, 7000, options, 0.1)).toBe(7000);
    expect(retryDelayMs('safe', 'limited', 1, 60_001, options, 0.1)).toBeNull();
  });

  it('never waits less than asked, more than the cap, or repeats what the table forbids', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('safe' as const, 'idempotency-key' as const, 'never' as const),
        fc.constantFrom(...kinds),
        fc.integer({ min: 1, max: 10 }),
        fc.option(fc.integer({ min: 0, max: 120_000 }), { nil: undefined }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (safety, kind, attempt, askedMs, random) => {
          const delayMs = retryDelayMs(safety, kind, attempt, askedMs, options, random);
          const allowed = RETRY_TABLE[safety][kind] && attempt <= 3 && (askedMs ?? 0) <= 60_000;
          expect(delayMs !== null).toBe(allowed);
          if (delayMs === null) return;
          expect(delayMs).toBeGreaterThanOrEqual(askedMs ?? 0);
          expect(delayMs).toBeLessThanOrEqual(60_000);
        },
      ),
    );
  });
});
