import type { ERROR_CODES, ErrorCodeName } from '@agent-session/protocol';

/** The codes an error of this package can carry. */
export type TestingErrorCode = {
  [Code in ErrorCodeName]: (typeof ERROR_CODES)[Code]['package'] extends 'testing' ? Code : never;
}[ErrorCodeName];

const brand = Symbol.for('@agent-session/testing.error');

/**
 * The base of every error this package throws for what happened in a run. `code` is stable: `docs/reference/errors.md`
 * says what each one means. Arguments that make no sense are a `TypeError`.
 */
export class TestingError extends Error {
  override readonly name: string = 'TestingError';
  readonly code: TestingErrorCode;

  constructor(code: TestingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    // Not a field: a brand is nobody's data and would show in every printed error.
    Object.defineProperty(this, brand, { value: true });
  }
}

/** A fault that a test asked for by name never happened, so that the test proved nothing about it. */
export class FaultUnmetError extends TestingError {
  override readonly name = 'FaultUnmetError';
  /** The faults, in words. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(
      'fault-unmet',
      `This test asked for faults that never happened: ${faults.join('; ')}. No request came that could meet them: ` +
        'let the code under test make one, or take the fault out.',
    );
    this.faults = faults;
  }
}

/** True for an error of this package, also one from another copy of it. */
export function isTestingError(error: unknown): error is TestingError {
  return error instanceof Error && brand in error;
}
