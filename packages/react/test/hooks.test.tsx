import { script } from '@agent-session/testing';
import { act, fireEvent, render } from '@testing-library/react';
import { Suspense, use, useLayoutEffect, useRef, useState, useTransition } from 'react';
import { describe, expect, test } from 'vitest';
import {
  useAnswer,
  useSession,
  useSessionCommands,
  useSessionEvents,
  useSessionList,
  useSessionSelector,
  type SessionTarget,
} from '../src/index.js';
import { setUp } from './harness.js';

const longRun = script().starts().step('looking').waits({ seconds: 60 }).step('found it').answers('42');

function Status({ of }: { readonly of: SessionTarget }) {
  const { state, link, error } = useSession(of);
  return (
    <p>
      {state?.status ?? 'unknown'} {link.status} {error instanceof Error ? error.name : ''}
    </p>
  );
}

describe('useSession', () => {
  test('follows a session from nothing known to its end', async () => {
    const { launch, show, pass } = setUp({ script: longRun });
    const id = await launch();
    const { container } = show(<Status of={id} />);
    expect(container.textContent).toContain('unknown');
    await pass(5);
    expect(container.textContent).toContain('running live');
    await pass(70);
    expect(container.textContent).toContain('completed closed');
  });

  test('twenty components, under StrictMode, cost one poll, and none is left when they are gone', async () => {
    const { launch, show, pass, traffic, platform } = setUp({ script: longRun });
    const id = await launch();
    const all = Array.from({ length: 20 }, (_, index) => <Status key={index} of={id} />);
    const { unmount } = show(all);
    await pass(1);
    expect(traffic.open).toBe(1);
    const polls = traffic.requests.filter((request) => request.endsWith('/changes')).length;
    expect(polls).toBeLessThanOrEqual(4);
    unmount();
    await pass(2);
    expect(traffic.open).toBe(0);
    const asked = traffic.requests.length;
    await pass(120);
    expect(traffic.requests).toHaveLength(asked);
    await expect(platform.events(id)).resolves.not.toHaveLength(0);
  });

  test('launches a request once, although StrictMode mounts twice and every render makes a new object', async () => {
    const { show, pass, traffic, platform } = setUp({ script: longRun });
    let renders = 0;
    function Launch() {
      renders += 1;
      const { session, state } = useSession({ agent: platform.agent, messages: 'go' });
      return <p>{session ? `${session.id} ${state?.status}` : 'launching'}</p>;
    }
    const { container } = show(<Launch />);
    expect(container.textContent).toBe('launching');
    await pass(2);
    expect(container.textContent).toContain('running');
    expect(renders).toBeGreaterThan(2);
    expect(traffic.requests.filter((request) => request.startsWith('POST'))).toEqual(['POST ']);
  });

  test('says why a launch failed, and launches again when asked to', async () => {
    const { show, pass, traffic, platform } = setUp({ script: longRun });
    function Launch() {
      const [agent, setAgent] = useState('nobody/knows');
      const { error, state, retry } = useSession({ agent, messages: 'go' });
      return (
        <>
          <p>{error instanceof Error ? error.message : (state?.status ?? 'launching')}</p>
          <button onClick={retry}>retry</button>
          <button onClick={() => setAgent(platform.agent)}>other</button>
        </>
      );
    }
    const { container, getByText } = show(<Launch />);
    await pass(1);
    expect(container.textContent).toContain('nobody/knows');
    const launches = (): number => traffic.requests.filter((request) => request.startsWith('POST')).length;
    expect(launches()).toBe(1);
    fireEvent.click(getByText('retry'));
    await pass(1);
    expect(launches()).toBe(2);
    fireEvent.click(getByText('other'));
    await pass(2);
    expect(container.textContent).toContain('running');
    expect(launches()).toBe(3);
  });

  test('says why a session cannot be followed, and tries again when asked to', async () => {
    const { show, pass, traffic } = setUp();
    function Lost() {
      const { error, link, retry } = useSession('6f2b3c1e-0000-4000-8000-00000000dead');
      return (
        <>
          <p>
            {link.status} {error instanceof Error ? error.name : 'fine'}
          </p>
          <button onClick={retry}>retry</button>
        </>
      );
    }
    const { container, getByText } = show(<Lost />);
    await pass(2);
    expect(container.textContent).toContain('closed StreamFailedError');
    const asked = traffic.requests.length;
    fireEvent.click(getByText('retry'));
    await pass(2);
    expect(traffic.requests.length).toBeGreaterThan(asked);
    expect(container.textContent).toContain('closed StreamFailedError');
  });

  test('changes over when the id does, and asks nothing for null', async () => {
    const { launch, show, pass, wrap, traffic } = setUp({ script: longRun });
    const [one, two] = [await launch(), await launch()];
    traffic.requests.length = 0;
    const shown = show(<Status of={null} />);
    await pass(5);
    expect(traffic.requests).toEqual([]);
    shown.rerender(wrap(<Status of={one} />));
    await pass(2);
    shown.rerender(wrap(<Status of={two} />));
    await pass(5);
    expect(shown.container.textContent).toContain('running live');
    expect(traffic.open).toBe(1);
    expect(traffic.requests.at(-1)).toBe(`GET /${two}/changes`);
  });

  test('without a provider says what to do', () => {
    const silenced: unknown[] = [];
    const report = (event: Event): void => {
      event.preventDefault();
      silenced.push(event);
    };
    window.addEventListener('error', report);
    expect(() => render(<Status of="x" />)).toThrow('Put <AgentSessionProvider client={…}> above the component');
    window.removeEventListener('error', report);
  });
});

describe('the other hooks', () => {
  test('a selector renders again only when what it selects changed, new objects included', async () => {
    const { launch, show, pass } = setUp({ script: longRun });
    const id = await launch();
    const rendered: string[] = [];
    const same = (a: { readonly status: string }, b: { readonly status: string }): boolean => a.status === b.status;
    const pick = (state: { readonly status: string } | null): { readonly status: string } => ({
      status: state?.status ?? 'unknown',
    });
    function Part() {
      const { status } = useSessionSelector(id, pick, same);
      rendered.push(status);
      return <p>{status}</p>;
    }
    show(<Part />);
    await pass(80);
    expect([...new Set(rendered)]).toEqual(['unknown', 'running', 'completed']);
    // Twice each: StrictMode.
    expect(rendered.length).toBeLessThanOrEqual(8);
  });

  test('an inline selector that makes new objects does not loop', async () => {
    const { launch, show, pass } = setUp({ script: longRun });
    const id = await launch();
    function Part() {
      const { steps } = useSessionSelector(id, (state) => ({ steps: state?.steps ?? 0 }));
      return <p>{steps}</p>;
    }
    const { container } = show(<Part />);
    await pass(80);
    expect(Number(container.textContent)).toBeGreaterThanOrEqual(2);
  });

  test('the answer appears checked, and the events once each in order', async () => {
    const { launch, show, pass, platform } = setUp({ script: longRun });
    const id = await launch();
    function Result() {
      const answer = useAnswer(id);
      const events = useSessionEvents(id);
      return (
        <>
          <output>{answer?.ok ? String(answer.value) : 'none'}</output>
          <p>{events.map(({ index }) => index).join(' ')}</p>
        </>
      );
    }
    const { container } = show(<Result />);
    await pass(10);
    expect(container.querySelector('output')?.textContent).toBe('none');
    await pass(80);
    expect(container.querySelector('output')?.textContent).toBe('42');
    const all = await platform.events(id);
    expect(container.querySelector('p')?.textContent).toBe(all.map((_, index) => index).join(' '));
  });

  test('commands are allowed by the state, say why not, and take effect', async () => {
    const { launch, show, pass } = setUp({ script: longRun });
    const id = await launch();
    function Steer() {
      const { pause, resume, cancel } = useSessionCommands(id);
      const { state } = useSession(id);
      return (
        <>
          <p>{state?.status}</p>
          {Object.entries({ pause, resume, cancel }).map(([name, command]) => (
            <button
              key={name}
              disabled={!command.allowed}
              title={command.reason}
              onClick={() => {
                void command.run();
              }}
            >
              {name}
            </button>
          ))}
        </>
      );
    }
    const { container, getByText } = show(<Steer />);
    const button = (name: string): HTMLButtonElement => getByText(name) as HTMLButtonElement;
    expect(button('pause').disabled).toBe(true);
    expect(button('pause').title).toBe('nothing is known of the session yet');
    await pass(2);
    expect([button('pause').disabled, button('resume').disabled]).toEqual([false, true]);
    fireEvent.click(button('pause'));
    expect(button('pause').disabled).toBe(true);
    expect(button('pause').title).toBe('being sent');
    // The agent is paused when it takes its next step.
    await pass(65);
    expect(container.textContent).toContain('paused');
    expect([button('pause').disabled, button('resume').disabled]).toEqual([true, false]);
    fireEvent.click(button('cancel'));
    await pass(3);
    expect(container.textContent).toContain('interrupted');
    expect(['pause', 'resume', 'cancel'].every((name) => button(name).disabled)).toBe(true);
    expect(button('resume').title).not.toBe('');
  });

  test('a command that is refused says why and does not reject', async () => {
    const { launch, show, pass } = setUp({ script: longRun });
    const id = await launch();
    const outcomes: boolean[] = [];
    function Steer() {
      const { resume, message } = useSessionCommands(id);
      const said = message.error ?? resume.error;
      return (
        <>
          <p>{said instanceof Error ? said.name : 'fine'}</p>
          <button
            onClick={() => {
              void message.run('too late').then((outcome) => outcomes.push(outcome));
            }}
          >
            say
          </button>
        </>
      );
    }
    const { container, getByText } = show(<Steer />);
    await pass(90);
    fireEvent.click(getByText('say'));
    await pass(2);
    expect(container.textContent).toContain('CommandRefusedError');
    expect(outcomes).toEqual([false]);
  });

  test('a list is live, finds new sessions, and says when there is none', async () => {
    const { launch, show, pass, client, platform } = setUp({ script: longRun });
    function List() {
      const { sessions, loading } = useSessionList({ status: ['pending', 'running', 'completed'] });
      return (
        <ul data-loading={loading}>
          {sessions.map(({ id, summary, state }) => (
            <li key={id}>
              {summary?.agent} {state?.status}
            </li>
          ))}
        </ul>
      );
    }
    const { container } = show(<List />);
    expect(container.querySelector('ul')?.dataset['loading']).toBe('true');
    await pass(1);
    expect(container.querySelector('ul')?.dataset['loading']).toBe('false');
    expect(container.querySelectorAll('li')).toHaveLength(0);
    await launch();
    await client.create({ agent: platform.agent, messages: 'go' });
    await pass(31);
    expect(container.textContent).toBe('test/script runningtest/script running');
    await pass(90);
    expect(container.textContent).toBe('test/script completedtest/script completed');
  });

  test('a component that suspends on an answer shows it, and launches nothing twice', async () => {
    const { launch, show, pass, client, platform } = setUp({ script: longRun });
    const id = await launch();
    const { watchSession } = await import('@agent-session/rxjs');
    const answer = watchSession(client, id, { clock: platform.clock }).nextAnswer();
    function Waiting() {
      const { state } = useSession(id);
      const value = use(answer);
      return (
        <p>
          {value.ok ? String(value.value) : 'wrong'} {state?.status}
        </p>
      );
    }
    const { container } = await act(() =>
      Promise.resolve(
        show(
          <Suspense fallback="waiting">
            <Waiting />
          </Suspense>,
        ),
      ),
    );
    await pass(2);
    expect(container.textContent).toBe('waiting');
    await pass(80);
    await pass(2);
    expect(container.textContent).toBe('42 completed');
  });
});

test('components of one session never show two states at once, whatever renders between them', async () => {
  const { launch, show, pass } = setUp({
    script: Array.from({ length: 30 }, (_, step) => `step ${step}`).reduce(
      (run, text) => run.step(text).waits({ seconds: 1 }),
      script().starts(),
    ),
  });
  const id = await launch();
  const torn: string[] = [];
  const shown = new Set<string>();
  function Version() {
    const { state } = useSession(id);
    return <li>{state?.version ?? 'none'}</li>;
  }
  function Watcher() {
    const { state } = useSession(id);
    const list = useRef<HTMLUListElement>(null);
    useLayoutEffect(() => {
      const versions = new Set([...(list.current?.children ?? [])].map(({ textContent }) => textContent ?? ''));
      for (const version of versions) shown.add(version);
      if (versions.size > 1) torn.push([...versions].join(' '));
    }, [state]);
    return (
      <ul ref={list}>
        {Array.from({ length: 20 }, (_, index) => (
          <Version key={index} />
        ))}
      </ul>
    );
  }
  function App() {
    const [, startTransition] = useTransition();
    const [, again] = useState(0);
    return (
      <button onClick={() => startTransition(() => again((last) => last + 1))}>
        <Watcher />
      </button>
    );
  }
  const { getByRole } = show(<App />);
  for (let second = 0; second < 30; second += 1) {
    fireEvent.click(getByRole('button'));
    await pass(1);
  }
  expect(shown.size).toBeGreaterThan(20);
  expect(torn).toEqual([]);
});
