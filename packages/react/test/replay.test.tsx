import type { LogEntry } from '@agent-session/core';
import { watchSession } from '@agent-session/rxjs';
import { script } from '@agent-session/testing';
import { fireEvent } from '@testing-library/react';
import { beforeAll, describe, expect, test } from 'vitest';
import { useAnswer, useReplay, useSessionCommands, useSessionEvents } from '../src/index.js';
import { setUp } from './harness.js';

let log: readonly LogEntry[] = [];

beforeAll(async () => {
  const { launch, client, platform } = setUp({ script: script().starts().step('one').step('two').answers('done') });
  const live = watchSession(client, await launch(), { clock: platform.clock });
  ({ log } = await platform.until(live.settled()));
});

function Player({ of }: { readonly of: readonly LogEntry[] }) {
  const replay = useReplay(of);
  const events = useSessionEvents(replay.session);
  const answer = useAnswer(replay.session);
  const { pause } = useSessionCommands(replay.session);
  return (
    <>
      <p>
        {replay.position}/{replay.length} {replay.state.status} {replay.playing ? 'plays' : 'stands'} ×{replay.speed}{' '}
        {events.length} {answer?.ok ? String(answer.value) : '-'}{' '}
        {replay.error instanceof Error ? replay.error.name : ''}
      </p>
      <em>{pause.reason}</em>
      <button onClick={() => replay.step()}>step</button>
      <button onClick={() => replay.seek(replay.length)}>end</button>
      <button onClick={() => replay.seek(0)}>begin</button>
      <button onClick={() => replay.setSpeed(4)}>faster</button>
      <button onClick={replay.play}>play</button>
    </>
  );
}

describe('useReplay', () => {
  test('stands at the beginning, steps, seeks both ways and changes speed', async () => {
    const { show, pass } = setUp();
    const { container, getByText } = show(<Player of={log} />);
    const says = (): string => container.querySelector('p')?.textContent ?? '';
    expect(says()).toContain(`0/${log.length} pending stands ×1 0 -`);
    expect(container.querySelector('em')?.textContent).toBe('this is a recording');
    fireEvent.click(getByText('step'));
    await pass(0);
    expect(says()).toContain(`1/${log.length}`);
    fireEvent.click(getByText('end'));
    await pass(0);
    expect(says()).toContain(`${log.length}/${log.length} completed stands`);
    expect(says()).toContain('done');
    fireEvent.click(getByText('faster'));
    expect(says()).toContain('×4');
    fireEvent.click(getByText('begin'));
    await pass(0);
    // Back at the beginning nothing has happened: no event, no answer.
    expect(says()).toContain(`0/${log.length} pending stands ×4 0 -`);
    fireEvent.click(getByText('end'));
    await pass(0);
    expect(says()).toMatch(/ [1-9]\d* done/);
    fireEvent.click(getByText('begin'));
    fireEvent.click(getByText('play'));
    expect(says()).toContain('plays');
  });

  test('a log with an entry that cannot be plays up to it and says what is wrong', async () => {
    const { show, pass } = setUp();
    const broken = [...log, { kind: 'fact', fact: 'paused', at: '2026-01-01T00:00:00Z' } as const, ...log];
    const { container, getByText } = show(<Player of={broken} />);
    expect(container.textContent).toContain(`0/${log.length}`);
    expect(container.textContent).toContain('IllegalTransitionError');
    fireEvent.click(getByText('end'));
    await pass(0);
    expect(container.textContent).toContain('completed');
  });
});
