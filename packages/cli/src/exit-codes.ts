/** What the process ends with, once. Scripts may rely on these numbers. */
export const EXIT_CODES = {
  ok: 0,
  internal: 1,
  usage: 2,
  failed: 3,
  timedOut: 4,
  interrupted: 5,
  answerInvalid: 6,
  authentication: 7,
  network: 8,
  refused: 9,
  waitedOut: 10,
  different: 11,
  nonconforming: 12,
  unwritten: 13,
  stopped: 130,
} as const;

export type ExitCodeName = keyof typeof EXIT_CODES;

/** What each exit code says, for help and documents. */
export const EXIT_CODE_MEANINGS: Readonly<Record<ExitCodeName, string>> = {
  ok: 'done; a followed session completed, or went idle with an answer',
  internal: 'a defect of this program',
  usage: 'the command line, a file it names, or the configuration is wrong; nothing was sent',
  failed: 'the session failed',
  timedOut: 'the session exceeded its maximum time',
  interrupted: 'the session was cancelled',
  answerInvalid: 'the session ended well, but its answer is missing or does not conform to its format',
  authentication: 'the platform did not accept the key',
  network: 'the platform could not be reached, or was away for longer than --give-up-after',
  refused: 'the platform refused the request',
  waitedOut: '--max-wait ran out; the session goes on',
  different: 'diff: the two logs differ',
  nonconforming: 'conformance: a case failed, or nothing was proved',
  unwritten: 'the output or the log could not be written, such as on a full disk; the session goes on',
  stopped: 'stopped watching (Ctrl-C or q); the session goes on',
};
