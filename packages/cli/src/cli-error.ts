import { EXIT_CODES, type ExitCodeName } from './exit-codes.js';

/** An end of the program that is explained to the user in one message, never with a stack trace. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitName: ExitCodeName;

  constructor(exit: ExitCodeName, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitName = exit;
  }

  get exitCode(): number {
    return EXIT_CODES[this.exitName];
  }
}
