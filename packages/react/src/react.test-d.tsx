import type { SessionState } from '@agent-session/core';
import type { LiveAnswer, LiveSession } from '@agent-session/rxjs';
import { expectTypeOf, test } from 'vitest';
import {
  AgentSessionProvider,
  useAnswer,
  useReplay,
  useSession,
  useSessionCommands,
  useSessionSelector,
} from './index.js';

interface Story {
  readonly title: string;
}
declare const session: LiveSession<Story>;

test('a session keeps the type of its answer', () => {
  expectTypeOf(useAnswer(session)).toEqualTypeOf<LiveAnswer<Story> | null>();
  expectTypeOf(useSession(session).session).toEqualTypeOf<LiveSession<Story> | null>();
  expectTypeOf(useAnswer('id')).toEqualTypeOf<LiveAnswer | null>();
});

test('a state may not be known yet', () => {
  expectTypeOf(useSession('id').state).toEqualTypeOf<SessionState | null>();
  expectTypeOf(useSessionSelector('id', (state) => state?.steps)).toEqualTypeOf<number | undefined>();
  // @ts-expect-error nothing may be known of it yet
  useSessionSelector('id', (state) => state.steps);
  expectTypeOf(useReplay([]).state).toEqualTypeOf<SessionState>();
});

test('commands take what their endpoint takes', () => {
  const { message, pause } = useSessionCommands('id');
  expectTypeOf(pause.run).toEqualTypeOf<() => Promise<boolean>>();
  expectTypeOf(message.run).parameter(0).extract<string>().toEqualTypeOf<string>();
  // @ts-expect-error a message has words
  void message.run();
});

test('a target is an id, a request, a session or nothing', () => {
  useSession(null);
  useSession({ agent: 'h/web-surfer', messages: 'go' });
  // @ts-expect-error a request names its agent
  useSession({ messages: 'go' });
  // @ts-expect-error a provider needs a client
  void (<AgentSessionProvider client={{}} />);
});
