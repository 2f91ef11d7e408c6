import { replayFrom } from '@agent-session/core';
import { systemClock, type AnswerFormat, type Session } from '@agent-session/protocol';
import { checkClient, checkedOptions, checkSessionId } from './checked-options.js';
import { createCommands } from './commands.js';
import { deviceConnectivity } from './connectivity.js';
import type { ConnectionBudget } from './connection-budget.js';
import { createLiveSession } from './create-live-session.js';
import { sharedHub } from './hub-registry.js';
import type { LiveClient } from './live-client.js';
import type { LiveSession } from './live-session.js';
import type { Guards } from './poll-plan.js';
import { SessionHub } from './session-hub.js';
import { ToolRunner } from './tool-runner.js';
import type { WatchOptions } from './watch-options.js';

/** What only other parts of this package, and its tests, pass. */
export interface WatchInternals {
  /** The session as its creation returned it. */
  readonly session?: Session;
  readonly budget?: ConnectionBudget;
  readonly guardsOff?: Guards;
}

/**
 * Follows a session. Nothing is asked of the server before somebody listens.
 *
 * All watches of one session and client share one poll and one log. Options of the log and the poll (`log`,
 * `keepEvents`, `poll`, `clock`, …) are those of the watch that came first, `logSink` that of the first that has one;
 * `fromIndex`, `until` and `answerFormat` are each watch's own.
 *
 * @throws RangeError or TypeError for an id or an option that is none.
 * @example
 * const session = watchSession(client, id);
 * session.status$.subscribe((status) => console.log(status));
 * const { status, answer } = await session.settled();
 */
export function watchSession(client: LiveClient, id: string, options: WatchOptions = {}): LiveSession {
  return watchWith(client, id, options, {});
}

export function watchWith(
  client: LiveClient,
  id: string,
  options: Omit<WatchOptions, 'answerFormat'> & { readonly answerFormat?: AnswerFormat | null },
  internals: WatchInternals,
): LiveSession {
  checkClient(client);
  checkSessionId(id);
  const { fromIndex, until, keepEvents, settings } = checkedOptions(options);

  const hub = sharedHub(client, id, () => {
    return new SessionHub({
      sessionId: id,
      source: {
        readChanges: (sessionId, read) => client.readChanges(sessionId, read),
        readStatus: (sessionId, read) => client.readStatus(sessionId, read),
        readSession: (sessionId, read) => client.get(sessionId, { ...read, retry: false }),
      },
      settings,
      clock: options.clock ?? systemClock,
      random: options.random ?? Math.random,
      connectivity: options.connectivity ?? deviceConnectivity(),
      budget: internals.budget ?? null,
      keepEvents,
      recorded: options.log ?? [],
      ...(options.checkpoint ? { base: replayFrom(options.checkpoint, []) } : {}),
      ...(internals.guardsOff ? { guardsOff: internals.guardsOff } : {}),
    });
  });
  // Of a session just launched nothing can have been kept.
  const { logSink, onLogError = () => undefined } = options;
  if (logSink) hub.keepIn(logSink, onLogError, internals.session !== undefined);
  if (internals.session) hub.takeSession(internals.session);
  if (options.tools) {
    hub.toolRunner ??= new ToolRunner(hub, client);
    hub.toolRunner.add(options.tools);
  }
  return createLiveSession(hub, createCommands(hub, client), { fromIndex, until, answerFormat: options.answerFormat });
}
