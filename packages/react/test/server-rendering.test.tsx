import { watchSession } from '@agent-session/rxjs';
import { script } from '@agent-session/testing';
import { act } from '@testing-library/react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { useSession, useSessionList, type SessionOptions } from '../src/index.js';
import { setUp } from './harness.js';

function Status({ id, options }: { readonly id: string; readonly options?: SessionOptions }) {
  const { state } = useSession(id, options);
  return <p>{state ? `${state.status} at ${state.nextIndex}` : 'loading'}</p>;
}

test('the server renders what is recorded, asks for nothing, and the browser goes on from there', async () => {
  const { launch, wrap, pass, client, platform, traffic } = setUp({
    script: script().starts().step('one').waits({ seconds: 60 }).answers('done'),
  });
  const id = await launch();
  const recorder = watchSession(client, id, { clock: platform.clock });
  const subscription = recorder.session$.subscribe();
  await platform.advance({ seconds: 1 });
  const checkpoint = recorder.checkpoint();
  subscription.unsubscribe();
  await platform.advance({ seconds: 2 });

  const asked = traffic.requests.length;
  expect(renderToString(wrap(<Status id={id} />))).toBe('<p>loading</p>');
  const html = renderToString(wrap(<Status id={id} options={{ checkpoint }} />));
  expect(html).toContain('running at ');
  await platform.advance({ seconds: 5 });
  expect(traffic.requests).toHaveLength(asked);

  const container = document.createElement('div');
  container.innerHTML = html;
  const problems: unknown[] = [];
  const root = await act(() =>
    Promise.resolve(
      hydrateRoot(container, wrap(<Status id={id} options={{ checkpoint }} />), {
        onRecoverableError: (error) => problems.push(error),
      }),
    ),
  );
  await pass(70);
  expect(container.textContent).toContain('completed at ');
  expect(problems).toEqual([]);
  await act(() => Promise.resolve(root.unmount()));
});

test('a request is not launched by rendering on the server', async () => {
  const { wrap, platform, traffic } = setUp();
  function Launch() {
    const { session } = useSession({ agent: platform.agent, messages: 'go' });
    const { loading } = useSessionList({});
    return (
      <p>
        {session ? 'open' : 'launching'} {String(loading)}
      </p>
    );
  }
  expect(renderToString(wrap(<Launch />))).toContain('launching');
  await platform.advance({ seconds: 5 });
  expect(traffic.requests).toEqual([]);
});
