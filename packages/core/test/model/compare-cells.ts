import { COMMAND_NAMES } from '@agent-session/protocol';
import type { Found } from '@agent-session/testing/explore';
import {
  FACT_NAMES,
  LEAF_STATES,
  LEAF_STATE_NAMES,
  decide,
  evolve,
  initialState,
  type Command,
  type Intent,
  type LeafState,
  type LogEntry,
  type ResumesTo,
  type SessionState,
} from '../../src/index.js';
import { decideCommand } from '../../src/authority/index.js';
export { COMMAND_TABLE, INTENT_RULES, TRANSITIONS } from '../../src/index.js';
import { nextNode, verdict, type Calls } from './second-opinion.js';

const AT = '2026-01-01T00:00:00.000Z';

/** The calls of a session, as `decide` can tell them apart. The command is for the call `a`. */
const CALLS: Readonly<Record<Calls, Partial<SessionState>>> = {
  open: { pendingToolCalls: [{ tool_name: 'ask', args: {}, id: 'a' }] },
  settled: { settledToolCallIds: ['a'] },
  unknown: { pendingToolCalls: [{ tool_name: 'ask', args: {}, id: 'b' }] },
  'none-open': {},
};

/**
 * Every cell of the tables against the second opinion: a description of the lifecycle as rules, by somebody who had read
 * the contract and not the tables.
 */
function compareCells(found: Found): void {
  for (const { name, session } of places()) {
    for (const fact of FACT_NAMES) {
      const expected = nextNode(
        { state: session.state, resumesTo: session.resumesTo, unseen: session.turn === 0, reopen: session.reopen },
        fact,
      );
      const after = attempt(() => evolve(session, { kind: 'fact', fact, at: AT }));
      const actual = after === null ? 'none' : place(after.state, after.resumesTo);
      const wanted = expected === 'none' ? 'none' : place(expected.state, expected.resumesTo);
      if (actual !== wanted) found(`${fact} in ${name}`, `the table says ${actual}, the second opinion ${wanted}`);
    }
    for (const command of COMMAND_NAMES) {
      for (const [calls, more] of Object.entries(CALLS) as [Calls, Partial<SessionState>][]) {
        if (command !== 'toolResults' && calls !== 'none-open') continue;
        const asked = command === 'toolResults' ? { name: command, callIds: ['a'] } : { name: command };
        const { outcome } = decide({ ...session, ...more }, asked);
        const wanted = verdict(session.state, session.reopen, command, calls);
        if (outcome !== wanted) {
          const which = command === 'toolResults' ? ` (${calls})` : '';
          found(`${command}${which} in ${name}`, `the table says ${outcome}, the second opinion ${wanted}`);
        }
      }
    }
  }
}

/** The cells in which the tables and the second opinion differ, with what each says. */
export function differingCells(): Record<string, string> {
  const cells: Record<string, string> = {};
  compareCells((cell, detail = '') => (cells[cell] = detail));
  return cells;
}

/**
 * All that the tables say, in one text: where each fact leads from every place, what becomes of each command there and
 * what follows from it. Tables that give the same text cannot be told apart.
 */
export function tableBehaviour(): string {
  const lines: string[] = [];
  for (const { name, session } of places()) {
    for (const fact of FACT_NAMES) {
      const { state, resumesTo, turn, activeSince } =
        attempt(() => evolve(session, { kind: 'fact', fact, at: AT })) ?? {};
      lines.push(`${fact} in ${name}: ${state} ${resumesTo} ${turn} ${activeSince}`);
    }
    for (const command of COMMAND_NAMES) {
      for (const calls of Object.values(CALLS)) {
        for (const pending of [null, 'pause', 'resume'] as const) {
          const intents: Intent[] =
            pending === null
              ? []
              : [{ command: { name: pending }, index: 0, eventIndex: 0, delivery: 'accepted', at: AT }];
          const asked = command === 'toolResults' ? { name: command, callIds: ['a'] } : { name: command };
          const decision = attempt(() =>
            decideCommand({ ...session, ...calls, intents }, asked as Command, { at: AT }),
          );
          const entries = decision?.outcome === 'accepted' ? decision.entries.map(outline).join() : '';
          lines.push(`${command} in ${name}, ${pending}: ${decision?.outcome} ${entries}`);
        }
      }
    }
  }
  return lines.join('\n');
}

function outline(entry: LogEntry): string {
  return entry.kind === 'fact' ? entry.fact : entry.kind === 'event' ? JSON.stringify(entry.event.data) : entry.kind;
}

function attempt<Value>(make: () => Value): Value | null {
  try {
    return make();
  } catch {
    return null;
  }
}

/** Every place of a session that the tables can tell from another. */
function places(): { name: string; session: SessionState }[] {
  return LEAF_STATE_NAMES.flatMap((state) =>
    (state === 'paused' ? (['launching', 'working', 'awaitingTools'] as const) : [null]).flatMap((resumesTo) =>
      [false, true].flatMap((unseen) =>
        [false, true].map((reopen) => ({
          name: `${place(state, resumesTo)}${unseen ? ', unseen' : ''}${reopen ? ', reopening' : ''}`,
          session: sessionAt(state, resumesTo, unseen, reopen),
        })),
      ),
    ),
  ).filter(({ session: { state, turn } }) => turn > 0 || state === 'launching');
}

function sessionAt(state: LeafState, resumesTo: ResumesTo | null, unseen: boolean, reopen: boolean): SessionState {
  const { status, word, terminal } = LEAF_STATES[state];
  const begun = initialState({ reopen });
  return unseen
    ? { ...begun, state, status, wireStatus: word, resumesTo }
    : {
        ...begun,
        state,
        status,
        wireStatus: word,
        resumesTo,
        turn: 1,
        startedAt: AT,
        finishedAt: terminal ? AT : null,
      };
}

function place(state: string, resumesTo: string | null): string {
  return resumesTo === null ? state : `${state} (resumes to ${resumesTo})`;
}
