import { describe, expect, it } from 'vitest';
import {
  CoreError,
  CorruptLogError,
  IllegalTransitionError,
  LogGapError,
  REDUCER_VERSION,
  ReducerVersionMismatchError,
  checkpoint,
  diff,
  evolve,
  fromJSONL,
  fromJSONLStream,
  initialState,
  isCoreError,
  replay,
  replayFrom,
  toJSONL,
  type LogEntry,
} from '../src/index.js';
import { AT, stateAt } from './states.js';

const LATER = '2026-01-02T00:00:00.000Z';
const event = (index: number, data: unknown = index): LogEntry => ({
  kind: 'event',
  index,
  event: { type: 'NewEvent', data, timestamp: AT },
  at: AT,
});
const fact = (name: 'launched' | 'started' | 'idled' | 'completed' | 'paused'): LogEntry => ({
  kind: 'fact',
  fact: name,
  at: AT,
});
const log: readonly LogEntry[] = [
  { kind: 'opened', at: AT, limits: { maxSteps: 3 }, reopen: true },
  event(0, { ключ: '\u2028"\n', __proto__key: 1 }),
  fact('launched'),
  { kind: 'command', command: { name: 'message', text: 'hi' }, outcome: 'unknown', at: AT, reason: 'connection lost' },
  { kind: 'fact', fact: 'completed', via: ['started'], at: AT, eventIndex: 0 },
  { kind: 'report', at: AT, report: { source: 'status', status: 'hibernating' }, endOfLog: 1 },
  { kind: 'violation', from: 'completed', to: 'working', at: AT, word: 'running' },
];

const errorOf = (work: () => unknown): CorruptLogError => {
  try {
    work();
  } catch (error) {
    return error as CorruptLogError;
  }
  throw new Error('nothing was thrown');
};

describe('replay', () => {
  it('stops after so many entries of the log, wherever it begins [C8]', () => {
    expect(replay(log, { until: 0 })).toEqual(initialState());
    expect(replay(log, { until: 3 })).toEqual(log.slice(0, 3).reduce(evolve, initialState()));
    expect(replay(log, { until: 99 })).toEqual(replay(log));
    const three = replay(log.slice(0, 3));
    expect(replay(log.slice(3), { from: three, until: 5 })).toEqual(replay(log, { until: 5 }));
    expect(replay(log.slice(3), { from: three, until: 2 })).toEqual(three);
  });

  it('reads no further than it must [C8]', () => {
    let read = 0;
    function* endless(): Generator<LogEntry> {
      for (;;) yield event(read++);
    }
    expect(replay(endless(), { until: 10 }).nextIndex).toBe(10);
    expect(read).toBe(10);
  });

  it('leaves the state it begins with alone [C27]', () => {
    const from = Object.freeze(initialState());
    replay(log, { from });
    evolve(from, fact('started'));
    expect(from).toEqual(initialState());
  });

  it('absorbs events that were folded, and throws on a gap [C10]', () => {
    const state = replay([event(0), event(1)]);
    expect(evolve(state, event(0, 'other'))).toEqual({ ...state, version: 3 });
    expect(() => evolve(state, event(3))).toThrow(new LogGapError(2, 3));
  });

  it('names the entry at which a log stops being a history [C4]', () => {
    const broken = [fact('started'), fact('idled'), fact('paused')];
    expect(() => replay(broken)).toThrow(IllegalTransitionError);
    expect(errorOf(() => replay(broken))).toMatchObject({ index: 2, from: 'idle', fact: 'paused' });
  });

  it('walks via strictly, and throws at the step that cannot be [C4 C13]', () => {
    const jump: LogEntry = { kind: 'fact', fact: 'completed', via: ['started', 'idled', 'paused'], at: AT };
    expect(errorOf(() => replay([jump]))).toMatchObject({ index: 0, from: 'idle', fact: 'paused' });
  });
});

describe('a checkpoint', () => {
  it('goes on where it was taken, also after a trip through JSON [C8]', () => {
    const kept = JSON.parse(JSON.stringify(checkpoint(replay(log.slice(0, 4))))) as ReturnType<typeof checkpoint>;
    expect(replayFrom(kept, log.slice(4))).toEqual(replay(log));
    expect(kept.reducerVersion).toBe(REDUCER_VERSION);
  });

  it.each([{ reducerVersion: 0 }, { reducerVersion: '1' }, {}, null, 'x'])(
    'of another version of the fold is refused: %j [C8 C23]',
    (kept) => {
      const error = errorOf(() => replayFrom(kept as never, []));
      expect(error).toBeInstanceOf(ReducerVersionMismatchError);
      expect(error).toMatchObject({
        name: 'ReducerVersionMismatchError',
        code: 'reducer-version-mismatch',
        expectedVersion: REDUCER_VERSION,
        actualVersion: (kept as { reducerVersion?: unknown } | null)?.reducerVersion,
      });
    },
  );

  it('says what to do instead [C23]', () => {
    expect(new ReducerVersionMismatchError(2, 1).message).toBe(
      'The checkpoint was made by version 1 of the fold, this is version 2. ' +
        'Replay the log from its start, or read the session again from index 0.',
    );
  });
});

describe('JSONL', () => {
  it('has one line per entry and comes back the same [C9]', () => {
    const lines = [...toJSONL(log)];
    expect(lines).toHaveLength(log.length);
    for (const line of lines) expect(line.indexOf('\n')).toBe(line.length - 1);
    expect([...fromJSONL(lines.join(''))]).toEqual(log);
    expect([...fromJSONL(lines.join('').trimEnd())]).toEqual(log);
    expect([...fromJSONL(`\n${lines.join('\r\n\n')}`)]).toEqual(log);
    expect([...fromJSONL('')]).toEqual([]);
  });

  it('is made line by line [C9]', () => {
    let made = 0;
    function* endless(): Generator<LogEntry> {
      for (;;) yield event(made++);
    }
    const lines = toJSONL(endless());
    lines.next();
    expect(made).toBe(1);
  });

  it('is read from chunks cut anywhere, text or bytes [C9]', async () => {
    const text = [...toJSONL(log)].join('');
    const bytes = new TextEncoder().encode(text);
    for (const size of [1, 2, 7, 100, 100_000]) {
      const cuts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.slice(i * size, (i + 1) * size),
      );
      const read: LogEntry[] = [];
      for await (const entry of fromJSONLStream(cuts)) read.push(entry);
      expect(read).toEqual(log);
    }
    const halves: LogEntry[] = [];
    for await (const entry of fromJSONLStream([text.slice(0, 50), text.slice(50).trimEnd()])) halves.push(entry);
    expect(halves).toEqual(log);
  });

  it.each([
    { line: '{"kind":"event"', reason: 'it is no JSON' },
    { line: '[]', reason: 'it is no JSON object' },
    { line: '3', reason: 'it is no JSON object' },
    { line: '{"at":"x"}', reason: 'its kind is undefined' },
    { line: '{"kind":"toString","at":"x"}', reason: 'its kind is "toString"' },
    { line: '{"kind":"opened"}', reason: 'it has no time stamp "at"' },
    { line: '{"kind":"event","at":"x","event":{"type":"T"}}', reason: 'its event has no index' },
    { line: '{"kind":"event","at":"x","index":-1,"event":{"type":"T"}}', reason: 'its event has no index' },
    { line: '{"kind":"event","at":"x","index":1.5,"event":{"type":"T"}}', reason: 'its event has no index' },
    { line: '{"kind":"event","at":"x","index":0}', reason: 'its event has no type' },
    { line: '{"kind":"event","at":"x","index":0,"event":{}}', reason: 'its event has no type' },
    { line: '{"kind":"fact","at":"x","fact":"slept"}', reason: 'nobody knows the fact "slept"' },
    { line: '{"kind":"fact","at":"x"}', reason: 'nobody knows the fact undefined' },
    { line: '{"kind":"fact","at":"x","fact":"idled","via":"started"}', reason: 'its "via" is no list of facts' },
    { line: '{"kind":"fact","at":"x","fact":"idled","via":["slept"]}', reason: 'its "via" is no list of facts' },
    { line: '{"kind":"report","at":"x","report":{}}', reason: 'its report has no status' },
    { line: '{"kind":"report","at":"x"}', reason: 'its report has no status' },
    { line: '{"kind":"command","at":"x"}', reason: 'nobody knows the command undefined' },
    { line: '{"kind":"command","at":"x","command":{"name":"stop"}}', reason: 'nobody knows the command "stop"' },
    { line: '{"kind":"command","at":"x","command":{"name":"pause"}}', reason: 'its command has no outcome' },
    {
      line: '{"kind":"command","at":"x","command":{"name":"pause"},"outcome":"maybe"}',
      reason: 'its command has no outcome',
    },
    { line: '{"kind":"violation","at":"x","from":"idle"}', reason: 'its violation names no states' },
    { line: '{"kind":"violation","at":"x","from":"asleep","to":"idle"}', reason: 'its violation names no states' },
  ])('names line and reason of $line [C9 C23]', async ({ line, reason }) => {
    const text = `${[...toJSONL(log.slice(0, 2))].join('')}\n${line}\n${[...toJSONL(log)].join('')}`;
    const error = errorOf(() => [...fromJSONL(text)]);
    expect(error).toBeInstanceOf(CorruptLogError);
    expect(error).toMatchObject({ name: 'CorruptLogError', code: 'corrupt-log', line: 4, reason });
    expect(error.message).toBe(
      `Line 4 of the log cannot be read: ${reason}. Restore the file, or read it with { recover: true } to keep the lines before it.`,
    );
    const errors: CorruptLogError[] = [];
    const options = { recover: true, onCorrupt: (each: CorruptLogError) => errors.push(each) };
    expect([...fromJSONL(text, options)]).toEqual(log.slice(0, 2));
    expect(errors).toMatchObject([{ line: 4, reason }]);
    const recovered: LogEntry[] = [];
    for await (const entry of fromJSONLStream([text], { recover: true })) recovered.push(entry);
    expect(recovered).toEqual(log.slice(0, 2));
    await expect(async () => {
      for await (const entry of fromJSONLStream([text])) expect(log).toContainEqual(entry);
    }).rejects.toMatchObject({ line: 4 });
  });

  it('keeps the cause of a line that is no JSON [C9 C23]', () => {
    expect(errorOf(() => [...fromJSONL('{')]).cause).toBeInstanceOf(SyntaxError);
  });

  it('recovers from a torn last line, as a crash leaves it [C9]', () => {
    const text = [...toJSONL(log)].join('');
    expect([...fromJSONL(text.slice(0, -10), { recover: true })]).toEqual(log.slice(0, -1));
  });

  it('does not swallow the errors of the one who reads [C9]', () => {
    const failing = () => {
      throw new Error('mine');
    };
    expect(() => [...fromJSONL('{', { recover: true, onCorrupt: failing })]).toThrow('mine');
  });
});

describe('diff', () => {
  it('finds nothing between a run and itself, read at another time [C24]', () => {
    const later = log.map((entry) => (entry.kind === 'fact' ? entry : { ...entry, at: LATER }));
    expect(diff(log, later)).toBeNull();
    expect(diff([], [])).toBeNull();
    expect(diff(log, later, { compareReadTimes: true })).toMatchObject({ index: 0, a: log[0], b: later[0] });
  });

  it('says where two runs part, and in which state they were [C24]', () => {
    const other = [...log.slice(0, 4), fact('started'), ...log.slice(5)];
    expect(diff(log, other)).toEqual({ index: 4, a: log[4], b: fact('started'), state: 'launching', eventIndex: 1 });
    expect(diff(log, log.slice(0, 6))).toEqual({ index: 6, a: log[6], b: null, state: 'completed', eventIndex: 1 });
    expect(diff(log.slice(0, 5), log)).toMatchObject({ index: 5, a: null, b: log[5] });
  });

  it('minds when a fact happened that an event told, not when a report was read [C24]', () => {
    const told = fact('started');
    expect(diff([told], [{ ...told, at: LATER }])).toMatchObject({ index: 0 });
    const reported: LogEntry = { kind: 'fact', fact: 'started', at: AT, reported: true };
    expect(diff([reported], [{ ...reported, at: LATER }])).toBeNull();
  });

  it('reads lazily, and lets go of both logs [C24]', () => {
    const released: string[] = [];
    function* endless(name: string): Generator<LogEntry> {
      try {
        for (let index = 0; ; index += 1) yield event(index, index === 3 ? name : index);
      } finally {
        released.push(name);
      }
    }
    expect(diff(endless('a'), endless('b'))).toMatchObject({ index: 3 });
    expect(released).toEqual(['a', 'b']);
  });
});

describe('errors', () => {
  it('are told by their code, also from another copy of the package [C23]', () => {
    const foreign = Object.assign(new Error('x'), { code: 'log-gap' });
    expect(isCoreError(foreign)).toBe(true);
    expect(isCoreError(new LogGapError(1, 2))).toBe(true);
    for (const stranger of [
      new Error('x'),
      Object.assign(new Error('x'), { code: 'ENOENT' }),
      { code: 'log-gap' },
      null,
    ]) {
      expect(isCoreError(stranger)).toBe(false);
    }
    expect(new LogGapError(1, 2)).toMatchObject({
      name: 'LogGapError',
      code: 'log-gap',
      expectedIndex: 1,
      actualIndex: 2,
    });
    expect(new LogGapError(1, 2)).toBeInstanceOf(CoreError);
    expect(new CoreError('log-gap', 'x').name).toBe('CoreError');
  });

  it('says "nothing" where nothing is allowed [C23]', () => {
    const error = new IllegalTransitionError({ from: 'failed', fact: 'idled', index: 0, allowed: [] });
    expect(error.message).toContain('Possible there: nothing.');
  });
});

describe('a state', () => {
  it('is plain JSON data [C27]', () => {
    const state = replay(log);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    expect(stateAt('working')).toEqual(JSON.parse(JSON.stringify(stateAt('working'))));
  });
});
