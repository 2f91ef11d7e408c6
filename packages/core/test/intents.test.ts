import { describe, expect, it } from 'vitest';
import {
  INTENT_RULES,
  evolve,
  isSettledState,
  observe,
  replay,
  type Command,
  type CommandEntry,
  type FactName,
  type LogEntry,
  type SessionState,
} from '../src/index.js';
import { AT, OPEN_CALLS, intent, stateAt } from './states.js';

const sent = (command: Command, more: Partial<CommandEntry> = {}): CommandEntry => ({
  kind: 'command',
  command,
  outcome: 'accepted',
  at: AT,
  ...more,
});
const fact = (name: FactName): LogEntry => ({ kind: 'fact', fact: name, at: AT });
const event = (index: number, data: unknown, type = 'AgentEvent'): LogEntry => ({
  kind: 'event',
  index,
  event: { type, data, timestamp: AT },
  at: AT,
});
const echo = (index: number, text: string, callerId = 'user'): LogEntry =>
  event(index, { kind: 'message_event', caller_id: callerId, content: [text] });
const ends = (state: SessionState) =>
  state.endedIntents.last.map(({ command, endedBy }) => `${command.name} ${endedBy}`);

describe('intents', () => {
  it('begin with an accepted command, at its place in the log [C17]', () => {
    const state = evolve(stateAt('working', { version: 7, nextIndex: 3 }), sent({ name: 'pause' }));
    expect(state.intents).toEqual([
      { command: { name: 'pause' }, index: 7, eventIndex: 3, delivery: 'accepted', at: AT },
    ]);
  });

  it('do not begin with a command that was refused, had no effect, or takes effect at once [C17]', () => {
    const log: LogEntry[] = [
      sent({ name: 'pause' }, { outcome: 'refused' }),
      sent({ name: 'resume' }, { outcome: 'no-op' }),
      sent({ name: 'share' }),
      sent({ name: 'unshare' }),
      sent({ name: 'feedback' }),
    ];
    expect(replay(log, { from: stateAt('working') }).intents).toEqual([]);
    expect(
      Object.entries(INTENT_RULES)
        .filter(([, rule]) => rule === null)
        .map(([name]) => name),
    ).toEqual(['share', 'unshare', 'feedback']);
  });

  it.each<{ from: SessionState; command: Command; by: LogEntry; how: string }>([
    { from: stateAt('working'), command: { name: 'pause' }, by: fact('paused'), how: 'effect' },
    { from: stateAt('working'), command: { name: 'pause' }, by: fact('idled'), how: 'effect' },
    { from: stateAt('paused'), command: { name: 'resume' }, by: fact('resumed'), how: 'effect' },
    { from: stateAt('working'), command: { name: 'forceAnswer' }, by: fact('idled'), how: 'effect' },
    {
      from: stateAt('working'),
      command: { name: 'forceAnswer' },
      by: event(0, { kind: 'answer_event', answer: 1 }),
      how: 'effect',
    },
    { from: stateAt('awaitingTools'), command: { name: 'toolResults' }, by: fact('toolsSettled'), how: 'effect' },
    { from: stateAt('awaitingTools', OPEN_CALLS), command: { name: 'toolResults' }, by: fact('idled'), how: 'effect' },
    {
      from: stateAt('awaitingTools', OPEN_CALLS),
      command: { name: 'toolResults', callIds: ['a'] },
      by: event(0, { kind: 'tool_result', tool_req: { tool_name: 'ask', id: 'a' } }),
      how: 'effect',
    },
    { from: stateAt('idle'), command: { name: 'cancel' }, by: fact('interrupted'), how: 'effect' },
    { from: stateAt('working'), command: { name: 'message', text: 'hi' }, by: echo(0, 'hi'), how: 'echo' },
    { from: stateAt('working'), command: { name: 'message', text: 'hi' }, by: fact('failed'), how: 'ended' },
    { from: stateAt('working'), command: { name: 'pause' }, by: fact('completed'), how: 'ended' },
  ])('of $command.name end by $how [C17]', ({ from, command, by, how }) => {
    const log = [sent(command)];
    const open = replay(log, { from });
    expect(open.intents).toHaveLength(1);
    const closed = evolve(open, by);
    expect(closed.intents).toEqual([]);
    expect(ends(closed)).toEqual([`${command.name} ${how}`]);
  });

  it('do not end by what is not theirs [C17]', () => {
    const log = [sent({ name: 'pause' }), sent({ name: 'cancel' }), sent({ name: 'message', text: 'x' })];
    const open = replay(log, { from: stateAt('working') });
    const later = replay([fact('awaitedTools'), echo(0, 'y', 'somebody'), fact('toolsSettled')], { from: open });
    expect(later.intents).toEqual(open.intents);
    const tools = sent({ name: 'toolResults', callIds: ['a', 'b'] });
    const half = replay([tools, event(0, { kind: 'error_event', tool_req: { tool_name: 'ask', id: 'a' } })], {
      from: stateAt('awaitingTools', OPEN_CALLS),
    });
    expect(half.intents).toHaveLength(1);
    expect(half.pendingToolCalls.map(({ id }) => id)).toEqual(['b']);
  });

  it('of pause and resume take each other back [C17]', () => {
    const state = replay([sent({ name: 'pause' }), sent({ name: 'resume' })], { from: stateAt('working') });
    expect(state.intents.map(({ command }) => command.name)).toEqual(['resume']);
    expect(ends(state)).toEqual(['pause superseded']);
    const back = evolve(state, sent({ name: 'pause' }));
    expect(back.intents.map(({ command }) => command.name)).toEqual(['pause']);
    expect(ends(back)).toEqual(['pause superseded', 'resume superseded']);
  });

  it('that the state fulfils end at the end of the log [C17]', () => {
    const state = evolve(stateAt('working'), sent({ name: 'resume' }));
    const early = observe(state, { source: 'status', body: { status: 'running' }, at: AT });
    expect(early).toEqual([]);
    const entries = observe(state, { source: 'status', body: { status: 'running' }, at: AT, endOfLog: 0 });
    expect(ends(replay(entries, { from: state }))).toEqual(['resume effect']);
    const waiting = evolve(stateAt('working'), sent({ name: 'pause' }));
    const still = observe(waiting, { source: 'status', body: { status: 'running' }, at: AT, endOfLog: 0 });
    expect(replay(still, { from: waiting }).intents).toHaveLength(1);
  });

  it('end at once when the events told the effect before the answer to the command came [C17]', () => {
    const late = (from: SessionState, command: Command) =>
      evolve(from, sent(command, { sentAtEventIndex: 4 })).intents.length;
    expect(late(stateAt('paused', { nextIndex: 5 }), { name: 'pause' })).toBe(0);
    expect(late(stateAt('interrupted', { nextIndex: 5 }), { name: 'cancel' })).toBe(0);
    expect(late(stateAt('working', { nextIndex: 5 }), { name: 'resume' })).toBe(0);
    expect(late(stateAt('working', { nextIndex: 5 }), { name: 'pause' })).toBe(1);
    expect(late(stateAt('working', { nextIndex: 5 }), { name: 'cancel' })).toBe(1);
    expect(
      late(stateAt('awaitingTools', { nextIndex: 5, ...OPEN_CALLS }), { name: 'toolResults', callIds: ['a'] }),
    ).toBe(1);
    expect(
      late(stateAt('awaitingTools', { nextIndex: 5, ...OPEN_CALLS }), { name: 'toolResults', callIds: ['z'] }),
    ).toBe(0);
    expect(late(stateAt('awaitingTools', { nextIndex: 5, ...OPEN_CALLS }), { name: 'toolResults' })).toBe(1);
    expect(late(stateAt('paused', { nextIndex: 4 }), { name: 'pause' })).toBe(1);
  });
});

describe('the intent of a message', () => {
  const message = (text: string, more: object = {}): Command => ({ name: 'message', text, ...more });

  it('ends by its own echo, and remembers where [C17 C18]', () => {
    const log = [sent(message('one')), sent(message('two')), echo(0, 'two'), echo(1, 'one')];
    const state = replay(log, { from: stateAt('working', { turn: 3 }) });
    expect(state.intents).toEqual([]);
    expect(
      state.endedIntents.last.map(({ index, endedAtEventIndex, turn }) => [index, endedAtEventIndex, turn]),
    ).toEqual([
      [1, 0, 3],
      [0, 1, 3],
    ]);
  });

  it('of the same words twice ends one by one, oldest first [C17]', () => {
    const state = replay([sent(message('go')), sent(message('go')), echo(0, 'go')], { from: stateAt('working') });
    expect(state.intents.map(({ index }) => index)).toEqual([1]);
  });

  it('does not mind spaces, but who speaks and what is said [C17]', () => {
    const open = evolve(stateAt('working'), sent(message(' a  b\n', { callerId: 'me' })));
    expect(evolve(open, echo(0, 'a b', 'me')).intents).toEqual([]);
    expect(evolve(open, echo(0, 'a b')).intents).toHaveLength(1);
    expect(evolve(open, echo(0, 'a c', 'me')).intents).toHaveLength(1);
  });

  it('whose echo came before the answer to the command ends at once [C17]', () => {
    const echoed = replay([echo(0, 'mine'), echo(1, 'mine')], { from: stateAt('working') });
    const first = evolve(echoed, sent(message('mine'), { sentAtEventIndex: 1 }));
    expect(first.endedIntents.last).toMatchObject([{ endedBy: 'echo', endedAtEventIndex: 1 }]);
    const second = evolve(first, sent(message('mine'), { sentAtEventIndex: 1 }));
    expect(second.intents).toHaveLength(1);
    expect(evolve(echoed, sent(message('mine'))).intents).toHaveLength(1);
  });

  it('that a platform rewrites ends with the turn it was rewritten in [C17]', () => {
    const log = [sent(message('see attached')), echo(0, 'see attached: file.pdf')];
    const open = replay(log, { from: stateAt('working') });
    expect(open.intents).toMatchObject([{ echoedOtherwise: true }]);
    const idle = evolve(open, fact('idled'));
    expect(idle.intents).toEqual([]);
    expect(ends(idle)).toEqual(['message echo']);
    const reported = observe(open, { source: 'status', body: { status: 'idle' }, at: AT, endOfLog: 1 });
    expect(replay(reported, { from: open }).intents).toEqual([]);
  });

  it('that nobody echoed outlives the turn [C17 C18]', () => {
    const idle = replay([sent(message('hello')), fact('idled')], { from: stateAt('working') });
    expect(idle.intents).toHaveLength(1);
    expect(isSettledState(idle)).toBe(false);
    const served = replay([fact('woken'), echo(0, 'hello'), fact('idled')], { from: idle });
    expect(isSettledState(served)).toBe(true);
  });

  it('of unknown delivery is resolved by its echo, and keeps nobody waiting [C17]', () => {
    const state = evolve(stateAt('idle'), sent(message('hm'), { outcome: 'unknown' }));
    expect(state.intents).toMatchObject([{ delivery: 'unknown' }]);
    expect(isSettledState(state)).toBe(true);
    expect(ends(evolve(state, echo(0, 'hm')))).toEqual(['message echo']);
  });

  it('does not settle an ended session that is to be reopened by it [C17 C20]', () => {
    const state = evolve(stateAt('completed', { reopen: true }), sent(message('again')));
    expect(isSettledState(state)).toBe(false);
    expect(isSettledState(stateAt('completed'))).toBe(true);
    expect(isSettledState(stateAt('idle', { intents: [intent({ name: 'cancel' })] }))).toBe(true);
    expect(isSettledState(stateAt('working'))).toBe(false);
  });

  it('reads the words of every generation of the echo [C21]', () => {
    const datas = [
      { kind: 'message_event', caller_id: 'user', content: ['hey', { source: 'data:', type: 'base64' }] },
      { kind: 'message_event', message: 'hey' },
      { event: { kind: 'message_event', content: [{ text: 'hey' }] } },
    ];
    for (const data of datas) {
      const log = [sent(message('hey')), event(0, data)];
      expect(replay(log, { from: stateAt('working') }).intents).toEqual([]);
    }
  });
});
