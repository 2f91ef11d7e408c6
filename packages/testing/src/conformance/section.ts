/** The parts of the suite, in the order they run, each with what it makes sure of. */
export const CONFORMANCE_SECTIONS = {
  endpoints: 'Each endpoint answers with its success code and a body the contract allows.',
  errors: 'Each documented error is sent where it should be, in a shape a client can read.',
  lifecycle: 'Status, times, answer and events of a session tell one legal story.',
  changes: 'The long-poll waits, wakes, pages and ends as documented.',
  commands: 'Each command gets the verdict of the command table in each status, and does what it says.',
  paging: 'Lists page, sort and filter.',
  idempotency: 'A create with an Idempotency-Key happens once.',
  sharing: 'A shared session can be read by everybody, and steered by its owner alone.',
  quotas: 'The concurrency limit counts, queues and refuses.',
} as const satisfies Record<string, string>;

/** A part of the suite. */
export type ConformanceSection = keyof typeof CONFORMANCE_SECTIONS;
