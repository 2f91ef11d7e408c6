import type { FactName } from '../tables/fact.js';
import type { LogEntry } from '../log/log-entry.js';
import type { SessionState } from '../fold/session-state.js';
import { eventForFact, type FactDetails } from '../tables/wire-facts.js';

/**
 * What the one who runs a session appends for facts: for each its visible event at the next index, then the fact.
 *
 * @param options.at - When it happened, ISO 8601.
 * @example
 * store.append(factEntries(state, ['failed'], { at, error: 'The page cannot be loaded.', errorCode: 'environment_error' }));
 */
export function factEntries(
  state: SessionState,
  facts: readonly FactName[],
  options: FactDetails & { readonly at: string },
): LogEntry[] {
  const { at, error, errorCode } = options;
  return facts.flatMap((fact, position): LogEntry[] => {
    const index = state.nextIndex + position;
    return [
      { kind: 'event', index, event: eventForFact(fact, options, at), at },
      {
        kind: 'fact',
        fact,
        at,
        eventIndex: index,
        ...(error === undefined ? {} : { error }),
        ...(errorCode === undefined ? {} : { errorCode }),
      },
    ];
  });
}
