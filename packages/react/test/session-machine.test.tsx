import { createSessionActor, sessionMachine } from '@agent-session/core/machine';
import { render, screen } from '@testing-library/react';
import { useMachine, useSelector } from '@xstate/react';
import { act, StrictMode } from 'react';
import { expect, test } from 'vitest';

const at = '2026-01-01T00:00:00.000Z';

test('the session machine runs under @xstate/react as it stands', () => {
  let send: (event: { type: 'started' | 'pause' | 'paused'; at: string }) => void = () => undefined;
  function Lifecycle() {
    const [snapshot, sendToMachine] = useMachine(sessionMachine);
    send = sendToMachine;
    return (
      <p>
        {snapshot.context.status} {snapshot.can({ type: 'pause' }) ? 'can pause' : 'cannot pause'}
      </p>
    );
  }
  render(<Lifecycle />, { wrapper: StrictMode });
  expect(screen.getByText('pending can pause')).toBeTruthy();
  act(() => send({ type: 'started', at }));
  expect(screen.getByText('running can pause')).toBeTruthy();
  act(() => send({ type: 'paused', at }));
  expect(screen.getByText('paused cannot pause')).toBeTruthy();
});

test('an actor that refuses is read with useSelector', () => {
  const actor = createSessionActor();
  function Status() {
    return <p>it is {useSelector(actor, ({ context }) => context.status)}</p>;
  }
  render(<Status />, { wrapper: StrictMode });
  act(() => actor.send({ type: 'started', at }));
  expect(screen.getByText('it is running')).toBeTruthy();
  expect(() => actor.send({ type: 'dequeued', at })).toThrow('dequeued');
  expect(screen.getByText('it is running')).toBeTruthy();
});
