/** What the process ends with, once. Scripts may rely on these numbers. */
export const EXIT_CODES = {
  /** The session completed, or went idle with an answer. */
  ok: 0,
  /** Something in this program broke; never expected. */
  internal: 1,
  /** The command line, a file it names, or the configuration is wrong. Nothing was launched. */
  usage: 2,
  /** The session failed. */
  failed: 3,
  /** The session exceeded its maximum time. */
  timedOut: 4,
  /** The session was cancelled. */
  interrupted: 5,
  /** The session ended well, but its answer does not conform to the answer format. */
  answerInvalid: 6,
  /** The platform did not accept the key. */
  authentication: 7,
  /** The platform could not be reached, or was away for too long. */
  network: 8,
  /** The platform refused the request. */
  refused: 9,
  /** Stopped by Ctrl-C, as shells count it. */
  stopped: 130,
} as const;

export type ExitCodeName = keyof typeof EXIT_CODES;
