/** Deeper is nothing that a reader could act on. */
const MOST = 4;

/** What a fetch says that failed, and nothing more. */
const SAYS_NOTHING = 'fetch failed';

/** What an error and its causes say, outermost first, each on one line; without the `fetch failed` that says nothing. */
export function fetchCauses(error: unknown): readonly string[] {
  const messages: string[] = [];
  for (let at: unknown = error; at instanceof Error && messages.length < MOST; at = at.cause) {
    const inner =
      at instanceof AggregateError && at.message === ''
        ? ((at.errors[0] as Error | undefined)?.message ?? '')
        : at.message;
    if (inner !== '' && inner !== SAYS_NOTHING) messages.push(inner.replaceAll(/\s+/g, ' ').trim());
  }
  return messages;
}

/** What an error says; of a fetch that failed, why it did. */
export function saidBy(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (message !== SAYS_NOTHING) return message;
  return [message, ...fetchCauses(error)].join(': ');
}
