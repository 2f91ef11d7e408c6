import type { EventEntry, SessionState } from '@agent-session/core';
import type { SessionStatus } from '@agent-session/protocol';
import type { Observable } from 'rxjs';
import { describe, expectTypeOf, it } from 'vitest';
import {
  replaySession,
  watchSession,
  type LaunchClient,
  type LinkStatus,
  type LiveAnswer,
  type LiveSession,
  type LogSink,
} from './index.js';

declare const client: LaunchClient;
declare const live: LiveSession<{ readonly title: string }>;

describe('the types', () => {
  it('tell what each face carries', () => {
    expectTypeOf(live.session$).toEqualTypeOf<Observable<SessionState>>();
    expectTypeOf(live.status$).toEqualTypeOf<Observable<SessionStatus>>();
    expectTypeOf(live.events$).toEqualTypeOf<Observable<EventEntry>>();
    expectTypeOf(live.answer$).toEqualTypeOf<Observable<LiveAnswer<{ readonly title: string }>>>();
  });

  it('let a value be read only from an answer that fits', () => {
    const read = (answer: LiveAnswer<{ readonly title: string }>): string => {
      // @ts-expect-error it may not fit
      const value: unknown = answer.value;
      return answer.ok ? answer.value.title : String(value);
    };
    expectTypeOf(read).returns.toBeString();
  });

  it('keep the link apart from the status', () => {
    expectTypeOf<Extract<LinkStatus['status'], SessionStatus>>().toBeNever();
    // Only a link that is retrying has a next attempt.
    expectTypeOf<LinkStatus>().not.toHaveProperty('nextAt');
  });

  it('refuse options and commands nobody knows', () => {
    watchSession(client, 'id', { until: 'terminal' });
    // @ts-expect-error there is no such end
    watchSession(client, 'id', { until: 'done' });
    // @ts-expect-error there is no such setting of the poll
    watchSession(client, 'id', { poll: { interval: 5 } });
    // @ts-expect-error a sink that keeps must also give back
    const sink: LogSink = { append: () => Promise.resolve() };
    void sink;
    // The run is cancelled, not stopped.
    expectTypeOf(live).not.toHaveProperty('stop');
    // @ts-expect-error a message says something
    void live.message();
    // @ts-expect-error a record is not asked of an id
    replaySession('id');
  });
});
