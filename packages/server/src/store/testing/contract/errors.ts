import { describe, expect, test } from 'vitest';
import {
  CorruptEntryError,
  IdempotencyKeyTakenError,
  StoreUnavailableError,
  VersionConflictError,
} from '../../errors.js';

export function describeErrors(): void {
  describe('errors', () => {
    test('every error of a store is an Error with a name, a stable code and advice', () => {
      for (const error of [
        new VersionConflictError('s', 1, 2),
        new IdempotencyKeyTakenError('k'),
        new CorruptEntryError('s', 3),
        new StoreUnavailableError('The disk is full.'),
      ]) {
        expect(error).toBeInstanceOf(Error);
        expect(error.name).toBe(error.constructor.name);
        expect(error.code).toMatch(/^[a-z-]+$/);
      }
    });
  });
}
