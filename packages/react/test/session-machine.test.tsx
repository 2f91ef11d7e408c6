import { sessionMachine } from '@agent-session/core/machine';
import { render, screen } from '@testing-library/react';
import { useActorRef, useMachine, useSelector } from '@xstate/react';
import { act, StrictMode, useEffect } from 'react';
import { expect, test } from 'vitest';
import { createActor } from 'xstate';

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

test('what cannot happen is thrown to the component that sends it, and changes nothing', () => {
  const actor = createActor(sessionMachine).start();
  function Status() {
    return <p>it is {useSelector(actor, ({ context }) => context.status)}</p>;
  }
  render(<Status />, { wrapper: StrictMode });
  act(() => actor.send({ type: 'started', at }));
  expect(screen.getByText('it is running')).toBeTruthy();
  expect(() => actor.send({ type: 'dequeued', at })).toThrow('dequeued');
  expect(screen.getByText('it is running')).toBeTruthy();
});

test('a component hears what is refused to anybody, and sees an end as done', () => {
  const refused: string[] = [];
  let send: (event: { type: 'resume' | 'interrupted' }) => void = () => undefined;
  function Lifecycle() {
    const actor = useActorRef(sessionMachine);
    const end = useSelector(actor, ({ output }) => output?.status ?? 'open');
    useEffect(() => {
      const subscription = actor.on('refused', ({ error }) => refused.push(error.message));
      return () => subscription.unsubscribe();
    }, [actor]);
    send = actor.send;
    return <p>{end}</p>;
  }
  render(<Lifecycle />, { wrapper: StrictMode });
  expect(() => act(() => send({ type: 'resume' }))).toThrow('Cannot resume');
  expect(refused).toEqual([expect.stringContaining('Cannot resume')]);
  act(() => send({ type: 'interrupted' }));
  expect(screen.getByText('interrupted')).toBeTruthy();
});
