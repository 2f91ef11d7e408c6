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
  observe,
  replay,
  replayFrom,
  toJSONL,
  type LogEntry,
} from '../src/index.js';
import { deepJson } from '../src/log/deep-json.js';
import { jsonEqual } from '../src/log/json-equal.js';
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

  it.each([
    { damage: null, reason: 'it holds no state' },
    { damage: { turn: '1' }, reason: 'its "turn" is "1"; expected an index' },
    { damage: { state: 'asleep' }, reason: 'its "state" is "asleep"; expected a state of the lifecycle' },
    { damage: { behind: 5 }, reason: 'its "behind" is 5; expected an object' },
    { damage: { intents: [5] }, reason: 'its "intents.0" is 5; expected an object' },
    { damage: { violations: {} }, reason: 'its "violations.count" is missing; expected an index' },
    { damage: { limits: {} }, reason: 'its "limits.maxSteps" is missing; expected a number' },
    { damage: { activeSince: 'soon' }, reason: 'its "activeSince" is "soon"; expected a time in ISO 8601' },
    { damage: { nextIndex: -1 }, reason: 'its "nextIndex" is -1; expected an index' },
    { damage: { pendingToolCalls: [null] }, reason: 'its "pendingToolCalls.0" is null; expected an object' },
    { damage: { report: { source: 'status' } }, reason: 'its "report.status" is missing; expected text' },
  ])('that holds no state of this fold is refused, not taken for a fresh session: $reason [C8 C23]', (test) => {
    const state = test.damage === null ? undefined : { ...initialState(), ...test.damage };
    const error = errorOf(() => replayFrom({ reducerVersion: REDUCER_VERSION, state } as never, []));
    expect(error).toBeInstanceOf(ReducerVersionMismatchError);
    expect(error.message).toContain(test.reason);
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
    { line: '{"kind":"event"', field: null, reason: 'it is no JSON' },
    { line: '[]', field: null, reason: 'it is a list; expected an object' },
    { line: '3', field: null, reason: 'it is 3; expected an object' },
    { line: '{"at":"x"}', field: 'kind', reason: 'its "kind" is missing; expected a kind of entry' },
    {
      line: '{"kind":"toString","at":"x"}',
      field: 'kind',
      reason: 'its "kind" is "toString"; expected a kind of entry',
    },
    { line: '{"kind":"opened"}', field: 'at', reason: 'its "at" is missing; expected a time in ISO 8601' },
    { line: '{"kind":"opened","at":"soon"}', field: 'at', reason: 'its "at" is "soon"; expected a time in ISO 8601' },
    {
      line: '{"kind":"opened","at":"2026-01-01T00:00:00.000Z","reopen":"no"}',
      field: 'reopen',
      reason: 'its "reopen" is "no"; expected true or false',
    },
    {
      line: '{"kind":"opened","at":"2026-01-01T00:00:00.000Z","limits":"abc"}',
      field: 'limits',
      reason: 'its "limits" is "abc"; expected an object',
    },
    {
      line: '{"kind":"opened","at":"2026-01-01T00:00:00.000Z","limits":{"maxSteps":"3"}}',
      field: 'limits.maxSteps',
      reason: 'its "limits.maxSteps" is "3"; expected a number',
    },
    {
      line: '{"kind":"event","at":"2026-01-01T00:00:00.000Z","event":{"type":"T"}}',
      field: 'index',
      reason: 'its "index" is missing; expected an index',
    },
    {
      line: '{"kind":"event","at":"2026-01-01T00:00:00.000Z","index":-1,"event":{"type":"T"}}',
      field: 'index',
      reason: 'its "index" is -1; expected an index',
    },
    {
      line: '{"kind":"event","at":"2026-01-01T00:00:00.000Z","index":1.5,"event":{"type":"T"}}',
      field: 'index',
      reason: 'its "index" is 1.5; expected an index',
    },
    {
      line: '{"kind":"event","at":"2026-01-01T00:00:00.000Z","index":0}',
      field: 'event',
      reason: 'its "event" is missing; expected an object',
    },
    {
      line: '{"kind":"event","at":"2026-01-01T00:00:00.000Z","index":0,"event":{}}',
      field: 'event.type',
      reason: 'its "event.type" is missing; expected text',
    },
    {
      line: '{"kind":"fact","at":"2026-01-01T00:00:00.000Z","fact":"slept"}',
      field: 'fact',
      reason: 'its "fact" is "slept"; expected the name of a fact',
    },
    {
      line: '{"kind":"fact","at":"2026-01-01T00:00:00.000Z","fact":"idled","via":"started"}',
      field: 'via',
      reason: 'its "via" is "started"; expected a list',
    },
    {
      line: '{"kind":"fact","at":"2026-01-01T00:00:00.000Z","fact":"idled","via":["started","slept"]}',
      field: 'via.1',
      reason: 'its "via.1" is "slept"; expected the name of a fact',
    },
    {
      line: '{"kind":"fact","at":"2026-01-01T00:00:00.000Z","fact":"idled","reported":false}',
      field: 'reported',
      reason: 'its "reported" is false; expected true',
    },
    {
      line: '{"kind":"fact","at":"2026-01-01T00:00:00.000Z","fact":"idled","eventIndex":null}',
      field: 'eventIndex',
      reason: 'its "eventIndex" is null; expected an index',
    },
    {
      line: '{"kind":"fact","at":"2026-01-01T00:00:00.000Z","fact":"failed","error":{"why":"?"}}',
      field: 'error',
      reason: 'its "error" is an object; expected text',
    },
    {
      line: '{"kind":"report","at":"2026-01-01T00:00:00.000Z"}',
      field: 'report',
      reason: 'its "report" is missing; expected an object',
    },
    {
      line: '{"kind":"report","at":"2026-01-01T00:00:00.000Z","report":{"source":"status"}}',
      field: 'report.status',
      reason: 'its "report.status" is missing; expected text',
    },
    {
      line: '{"kind":"report","at":"2026-01-01T00:00:00.000Z","report":{"source":"mail","status":"idle"}}',
      field: 'report.source',
      reason: 'its "report.source" is "mail"; expected "changes", "status" or "session"',
    },
    {
      line: '{"kind":"report","at":"2026-01-01T00:00:00.000Z","report":{"source":"status","status":"idle","usage":[1]}}',
      field: 'report.usage.0',
      reason: 'its "report.usage.0" is 1; expected an object',
    },
    {
      line: '{"kind":"command","at":"2026-01-01T00:00:00.000Z","outcome":"accepted"}',
      field: 'command',
      reason: 'its "command" is missing; expected an object',
    },
    {
      line: '{"kind":"command","at":"2026-01-01T00:00:00.000Z","command":{"name":"stop"},"outcome":"accepted"}',
      field: 'command.name',
      reason: 'its "command.name" is "stop"; expected the name of a command',
    },
    {
      line: '{"kind":"command","at":"2026-01-01T00:00:00.000Z","command":{"name":"message","text":5},"outcome":"accepted"}',
      field: 'command.text',
      reason: 'its "command.text" is 5; expected text',
    },
    {
      line: '{"kind":"command","at":"2026-01-01T00:00:00.000Z","command":{"name":"pause"},"outcome":"maybe"}',
      field: 'outcome',
      reason: 'its "outcome" is "maybe"; expected "accepted", "no-op", "refused" or "unknown"',
    },
    {
      line: '{"kind":"violation","at":"2026-01-01T00:00:00.000Z","from":"idle"}',
      field: 'to',
      reason: 'its "to" is missing; expected a state of the lifecycle',
    },
    {
      line: '{"kind":"violation","at":"2026-01-01T00:00:00.000Z","from":"asleep","to":"idle"}',
      field: 'from',
      reason: 'its "from" is "asleep"; expected a state of the lifecycle',
    },
  ])('names line, field and reason of $line [C9 C23]', async ({ line, field, reason }) => {
    const text = `${[...toJSONL(log.slice(0, 2))].join('')}\n${line}\n${[...toJSONL(log)].join('')}`;
    const error = errorOf(() => [...fromJSONL(text)]);
    expect(error).toBeInstanceOf(CorruptLogError);
    expect(error).toMatchObject({ name: 'CorruptLogError', code: 'corrupt-log', line: 4, field, reason });
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

  it('takes values nested deeper than any call stack, both ways [C9]', () => {
    let nested: unknown = 'deepest';
    for (let depth = 0; depth < 200_000; depth += 1) nested = depth % 2 === 0 ? [nested, depth] : { nested, depth };
    const deep: LogEntry = {
      kind: 'event',
      index: 0,
      event: { type: 'T', data: nested, timestamp: AT },
      at: AT,
    };
    const text = [...toJSONL([deep])].join('');
    const [back] = [...fromJSONL(text)];
    expect(jsonEqual(back, deep)).toBe(true);
    expect(replay([back as LogEntry]).nextIndex).toBe(1);
    expect(diff([deep], [back as LogEntry])).toBeNull();
  });

  it('leaves out what is undefined, however deep, as JSON does [C9]', () => {
    let nested: unknown = { a: undefined, b: [undefined, null, 'x'], c: {}, d: [] };
    const shallow = JSON.stringify(nested);
    for (let depth = 0; depth < 20_000; depth += 1) nested = [nested];
    expect(deepJson(nested)).toBe('['.repeat(20_000) + shallow + ']'.repeat(20_000));
  });

  it('skips a byte order mark, in text and in bytes [C9]', async () => {
    const text = `\u{FEFF}${[...toJSONL(log)].join('')}`;
    expect([...fromJSONL(text)]).toEqual(log);
    const entries: LogEntry[] = [];
    for await (const entry of fromJSONLStream([new TextEncoder().encode(text)])) entries.push(entry);
    expect(entries).toEqual(log);
  });

  it('names the line whose bytes are no UTF-8, wherever the chunks are cut, and keeps those before it [C9]', async () => {
    const good = [...toJSONL(log)].join('');
    const bytes = new TextEncoder().encode(`${good}{"kind":"opened","at":"\u{FC}"}\n${good}`);
    const broken = bytes.map((byte, at) => (byte === 0xbc && bytes[at - 1] === 0xc3 ? 0x22 : byte));
    for (const size of [1, 7, 64, broken.length]) {
      const chunks = Array.from({ length: Math.ceil(broken.length / size) }, (_, part) =>
        broken.slice(part * size, (part + 1) * size),
      );
      const entries: LogEntry[] = [];
      const errors: CorruptLogError[] = [];
      const options = { recover: true, onCorrupt: (error: CorruptLogError) => errors.push(error) };
      for await (const entry of fromJSONLStream(chunks, options)) entries.push(entry);
      expect(entries).toEqual(log);
      expect(errors).toMatchObject([{ line: log.length + 1, reason: 'its bytes are no UTF-8' }]);
    }
    const torn = new TextEncoder().encode('{"kind":"opened","at":"\u{FC}').slice(0, -1);
    await expect(fromJSONLStream([torn]).next()).rejects.toMatchObject({ line: 1, reason: 'its bytes are no UTF-8' });
  });

  it('takes text between bytes, and names the line in which the bytes before it broke off [C9]', async () => {
    const [line = ''] = toJSONL(log);
    const bytes = new TextEncoder().encode(line);
    const entries: LogEntry[] = [];
    for await (const entry of fromJSONLStream([bytes.slice(0, 9), line.slice(9), bytes])) entries.push(entry);
    expect(entries).toEqual([log[0], log[0]]);
    await expect(fromJSONLStream([new Uint8Array([0xe2]), `\n${line}`, bytes]).next()).rejects.toMatchObject({
      line: 1,
      reason: 'its bytes are no UTF-8',
    });
  });

  it('is read from the bytes of a file at once: broken ones are refused, not replaced [C9]', () => {
    const text = [...toJSONL(log)].join('');
    const bytes = new TextEncoder().encode(text);
    expect([...fromJSONL(bytes)]).toEqual(log);
    expect([...fromJSONL(new TextEncoder().encode(`\u{FEFF}${text}`))]).toEqual(log);
    const broken = bytes.with(bytes.lastIndexOf(0x74), 0xff);
    expect(errorOf(() => [...fromJSONL(broken)])).toMatchObject({
      line: log.length,
      reason: 'its bytes are no UTF-8',
    });
    expect([...fromJSONL(broken, { recover: true })]).toEqual(log.slice(0, -1));
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

  it('finds nothing between two readings of events that tell no time of their own [C24]', () => {
    const readAt = (at: string): LogEntry[] =>
      observe(initialState(), {
        source: 'changes',
        fromIndex: 0,
        page: { status: 'running', new_events: [{ type: 'AgentStartedEvent', data: {} } as never] },
        at,
      });
    expect(diff(readAt(AT), readAt(LATER))).toBeNull();
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
