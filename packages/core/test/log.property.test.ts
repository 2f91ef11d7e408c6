import { decideCommand } from '../src/authority/index.js';
import { legalRuns } from '@agent-session/testing/arbitraries';
import { COMMAND_NAMES } from '@agent-session/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AheadOfEventsError,
  CorruptLogError,
  FACT_NAMES,
  IllegalTransitionError,
  allowedFacts,
  checkpoint,
  decide,
  diff,
  evolve,
  fromJSONL,
  fromJSONLStream,
  initialState,
  isCoreError,
  isReachable,
  isTerminalState,
  observe,
  replay,
  replayFrom,
  toJSONL,
  type Command,
  type LogEntry,
  type SessionState,
} from '../src/index.js';
import { timeAt } from './time-at.js';
import { AT } from './states.js';

const word = fc.constantFrom(
  'queued',
  'pending',
  'running',
  'awaiting_tool_results',
  'paused',
  'idle',
  'completed',
  'failed',
  'dreaming',
);
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom(...COMMAND_NAMES).map((name): Command => ({ name })),
  fc.string().map((text): Command => ({ name: 'message', text })),
);

/** The log of a client that reads a run, with commands and status reads of any kind in between, violations included. */
const clientLog: fc.Arbitrary<{ readonly log: readonly LogEntry[]; readonly live: SessionState }> = fc
  .record({
    run: legalRuns({ reopen: true, maxLength: 15 }),
    extras: fc.array(fc.oneof(command, fc.record({ word, isAtEnd: fc.boolean(), data: fc.jsonValue() })), {
      maxLength: 15,
    }),
  })
  .map(({ run, extras }) => {
    const log: LogEntry[] = [{ kind: 'opened', at: AT, reopen: true }];
    let live = evolve(initialState(), log[0] as LogEntry);
    const add = (entries: readonly LogEntry[]): void => {
      for (const entry of entries) {
        live = evolve(live, entry);
        log.push(entry);
      }
    };
    const length = Math.max(run.events.length, extras.length);
    for (let position = 0; position < length; position += 1) {
      const event = run.events[position];
      if (event !== undefined) {
        const page = { status: 'running', new_events: [event] };
        add(observe(live, { source: 'changes', fromIndex: live.nextIndex, page, at: timeAt(position) }));
      }
      const extra = extras[position];
      if (extra === undefined) continue;
      if ('name' in extra) add([{ kind: 'command', command: extra, outcome: decide(live, extra).outcome, at: AT }]);
      else {
        const body = { status: extra.word, answer: extra.data };
        const end = extra.isAtEnd ? { endOfLog: live.nextIndex } : {};
        add(observe(live, { source: 'status', body, at: AT, ...end }));
      }
    }
    return { log, live };
  });

describe('any log of a client', () => {
  it('replays to the live state, also split anywhere [C8]', () => {
    fc.assert(
      fc.property(clientLog, fc.nat(), ({ log, live }, pick) => {
        expect(replay(log)).toEqual(live);
        const cut = pick % (log.length + 1);
        expect(replay(log.slice(cut), { from: replay(log, { until: cut }) })).toEqual(live);
      }),
    );
  });

  it('replays to the live state after export and import [C9]', () => {
    fc.assert(
      fc.property(clientLog, ({ log, live }) => {
        const imported = [...fromJSONL([...toJSONL(log)].join(''))];
        expect(imported).toEqual(log);
        expect(replay(imported)).toEqual(live);
      }),
    );
  });

  it('comes back from chunks of any size [C9]', async () => {
    await fc.assert(
      fc.asyncProperty(clientLog, fc.integer({ min: 1, max: 200 }), async ({ log }, size) => {
        const bytes = new TextEncoder().encode([...toJSONL(log)].join(''));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.slice(i * size, (i + 1) * size),
        );
        const entries: LogEntry[] = [];
        for await (const entry of fromJSONLStream(chunks)) entries.push(entry);
        expect(diff(entries, log, { compareReadTimes: true })).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  it('gives the same state from a checkpoint and the tail [C8]', () => {
    fc.assert(
      fc.property(clientLog, fc.nat(), ({ log, live }, pick) => {
        const cut = pick % (log.length + 1);
        expect(replayFrom(checkpoint(replay(log.slice(0, cut))), log.slice(cut))).toEqual(live);
      }),
    );
  });

  it('parts from a changed copy exactly where it was changed [C24]', () => {
    fc.assert(
      fc.property(clientLog, fc.nat(), ({ log }, pick) => {
        const cut = pick % log.length;
        const changed = log.map((entry, index) => (index === cut ? { ...entry, note: 'changed' } : entry));
        expect(diff(log, log)).toBeNull();
        expect(diff(log, changed)).toMatchObject({ index: cut });
      }),
    );
  });

  it('keeps exact counts, bounded lists and a state that agrees with itself [C22]', () => {
    fc.assert(
      fc.property(clientLog, ({ log, live }) => {
        const count = (kind: LogEntry['kind']) => log.filter((entry) => entry.kind === kind).length;
        expect(live.violations.count).toBe(count('violation'));
        expect(live.version).toBe(log.length);
        expect(live.nextIndex).toBe(count('event'));
        for (const list of [live.violations, live.skips, live.endedIntents, live.echoes, live.unknownWords]) {
          expect(list.last.length).toBe(Math.min(list.count, list.last.length));
          expect(list.last.length).toBeLessThanOrEqual(16);
        }
        expect(live.resumesTo === null).toBe(live.state !== 'paused');
        expect(live.finishedAt === null).toBe(!isTerminalState(live));
      }),
    );
  });

  it('takes what decide accepts, and nobody decides ahead of the events [C7]', () => {
    fc.assert(
      fc.property(clientLog, command, ({ live }, asked) => {
        const at = timeAt(1_000);
        const accepts = decide(live, asked).outcome === 'accepted';
        if (accepts && live.behind !== null)
          expect(() => decideCommand(live, asked, { at })).toThrow(AheadOfEventsError);
        const caughtUp = { ...live, behind: null };
        const decision = decideCommand(caughtUp, asked, { at });
        if (decision.outcome !== 'accepted') return;
        const next = replay(decision.entries, { from: caughtUp });
        expect(next.version).toBe(live.version + decision.entries.length);
      }),
    );
  });

  it('throws on every fact without an edge, and on no other [C4]', () => {
    fc.assert(
      fc.property(clientLog, fc.constantFrom(...FACT_NAMES), ({ live }, fact) => {
        const settled = { ...live, behind: null };
        const fold = () => evolve(settled, { kind: 'fact', fact, at: AT });
        if (allowedFacts(settled).includes(fact)) expect(fold).not.toThrow();
        else expect(fold).toThrow(IllegalTransitionError);
      }),
    );
  });
});

/** Bodies of a platform that keeps to nothing: each field of the wire with anything JSON can say in its place. */
const anyJson = fc
  .oneof(
    fc.json({ maxDepth: 2 }),
    fc.constantFrom('-0', '1e999', '-1e999', '[-0,{"a":1e999}]', '"soon"', '"1 Jan 2026 10:00"', '[1,null]', '[{}]'),
    fc.constantFrom('"2026-01-01T10:00:00"', '"2026-01-01T10:00:00+02:00"', '{"steps":-0}', '{"max_steps":1e999}'),
  )
  .map((json) => ({ value: JSON.parse(json) as unknown, json }));
const STATUS_FIELDS = [
  ...['created_at', 'started_at', 'finished_at', 'error', 'error_code', 'outcome', 'answer', 'latest_answer'],
  ...['steps', 'metrics', 'usage_per_model', 'request'],
];
const hostileBody = fc.record({ status: word, fields: fc.dictionary(fc.constantFrom(...STATUS_FIELDS), anyJson) });

describe('whatever a platform says', () => {
  it('gives a log that is read again as it is, and a state that is JSON [C8 C9 C15]', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(hostileBody, anyJson, anyJson), { maxLength: 4 }), (reads) => {
        const log: LogEntry[] = [];
        let live = initialState();
        for (const [{ status, fields }, data, timestamp] of reads) {
          const body = Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]));
          const event = { type: 'AgentStartedEvent', data: data.value, timestamp: timestamp.value };
          const page = { ...body, status, new_events: [event] } as never;
          const fromIndex = live.nextIndex;
          for (const reading of [
            { source: 'changes', fromIndex, page, at: AT },
            { source: 'status', body: { ...body, status }, at: AT, endOfLog: fromIndex + 1 },
          ] as const) {
            const entries = observe(live, reading);
            live = replay(entries, { from: live });
            log.push(...entries);
          }
        }
        const imported = [...fromJSONL([...toJSONL(log)].join(''))];
        expect(imported).toEqual(log);
        expect(replay(imported)).toEqual(live);
        expect(JSON.parse(JSON.stringify(live))).toEqual(live);
        expect(replayFrom(JSON.parse(JSON.stringify(checkpoint(live))) as never, [])).toEqual(live);
      }),
    );
  });
});

describe('any log that was changed by hand', () => {
  /** A value in an entry by its path, replaced; paths that lead nowhere change nothing. */
  const replaced = (value: unknown, path: readonly number[], by: unknown): unknown => {
    if (path.length === 0 || typeof value !== 'object' || value === null) return by;
    const [first = 0, ...rest] = path;
    const keys = Object.keys(value);
    const key = keys[first % Math.max(keys.length, 1)];
    if (key === undefined) return value;
    const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
    copy[key] = replaced(copy[key], rest, by);
    return copy;
  };

  it('folds as a log does, or is refused with line, field and reason: nothing else is thrown [C9 C15 C23]', () => {
    fc.assert(
      fc.property(
        clientLog,
        fc.nat(),
        fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }),
        fc.oneof(fc.jsonValue(), fc.constantFrom(undefined, 'idle', 'paused', 'message', -1, true)),
        ({ log }, position, path, by) => {
          const at = position % log.length;
          const changed = log.map((entry, index) => (index === at ? replaced(entry, path, by) : entry));
          const text = [...toJSONL(changed as LogEntry[])].join('');
          let imported: LogEntry[];
          try {
            imported = [...fromJSONL(text)];
          } catch (error) {
            expect(error).toBeInstanceOf(CorruptLogError);
            expect(error).toMatchObject({ line: at + 1 });
            expect([...fromJSONL(text, { recover: true })]).toEqual(log.slice(0, at));
            return;
          }
          try {
            const state = replay(imported);
            expect(
              observe(state, { source: 'status', body: { status: 'running' }, at: AT, endOfLog: 0 }),
            ).toBeDefined();
            expect(JSON.parse(JSON.stringify(state))).toEqual(state);
          } catch (error) {
            expect(isCoreError(error, 'illegal-transition') || isCoreError(error, 'log-gap'), String(error)).toBe(true);
          }
        },
      ),
    );
  });
});

describe('any file that was damaged', () => {
  it('gives entries that fold as a log does, or names the line and the reason, in text and in bytes [C9 C15]', () => {
    const damage = fc.record({
      at: fc.nat(),
      cut: fc.nat(3),
      bytes: fc.oneof(
        fc.uint8Array({ maxLength: 3 }),
        fc
          .constantFrom('\n', '\u{FEFF}', '"', '}', '-', '{', 'null', '1e999')
          .map((text) => new TextEncoder().encode(text)),
      ),
    });
    fc.assert(
      fc.property(clientLog, fc.array(damage, { minLength: 1, maxLength: 3 }), ({ log }, damages) => {
        let file = new TextEncoder().encode([...toJSONL(log)].join(''));
        for (const { at, cut, bytes } of damages) {
          const place = at % (file.length + 1);
          file = new Uint8Array([...file.slice(0, place), ...bytes, ...file.slice(place + cut)]);
        }
        const problems: CorruptLogError[] = [];
        const kept = [...fromJSONL(file, { recover: true, onCorrupt: (error) => problems.push(error) })];
        if (problems.length === 0) expect([...fromJSONL(file)]).toEqual(kept);
        else expect(() => [...fromJSONL(file)]).toThrow(problems[0]);
        for (const { line, reason } of problems) {
          expect(line).toBeGreaterThan(kept.length);
          expect(reason).not.toBe('');
        }
        try {
          const state = replay(kept);
          expect(replayFrom(JSON.parse(JSON.stringify(checkpoint(state))) as never, [])).toEqual(state);
        } catch (error) {
          expect(isCoreError(error, 'illegal-transition') || isCoreError(error, 'log-gap'), String(error)).toBe(true);
        }
      }),
    );
  });
});

describe('an end', () => {
  it('absorbs everything but reopening [C5]', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('completed', 'timedOut', 'interrupted', 'failed'),
        fc.array(fc.constantFrom(...FACT_NAMES), { maxLength: 30 }),
        (end, facts) => {
          let state = evolve(initialState(), { kind: 'fact', fact: 'started', at: AT });
          state = evolve(state, { kind: 'fact', fact: end as 'completed', at: AT });
          const ended = state.state;
          for (const fact of facts) {
            try {
              state = evolve(state, { kind: 'fact', fact, at: AT });
            } catch (error) {
              expect(error).toBeInstanceOf(IllegalTransitionError);
            }
            expect(state.state).toBe(ended);
          }
        },
      ),
    );
  });
});

describe('a status at the end of the log', () => {
  it('is where the state is then: by one fact when it can be reached, by one violation when not [C11 C14]', () => {
    fc.assert(
      fc.property(clientLog, word, ({ live }, status) => {
        const entries = observe(live, { source: 'status', body: { status }, at: AT, endOfLog: live.nextIndex });
        const moves = entries.filter(({ kind }) => kind === 'fact' || kind === 'violation');
        const next = replay(entries, { from: live });
        expect(next.wireStatus).toBe(status);
        if (status === 'dreaming' || next.state === live.state) expect(moves).toEqual([]);
        else expect(moves.map(({ kind }) => kind)).toEqual([isReachable(live, next.state) ? 'fact' : 'violation']);
      }),
    );
  });
});
