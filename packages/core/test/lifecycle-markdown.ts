import { COMMAND_NAMES } from '@agent-session/protocol';
import {
  COMMAND_TABLE,
  FACTS,
  FACT_NAMES,
  INTENT_RULES,
  LEAF_STATES,
  LEAF_STATE_NAMES,
  TRANSITIONS,
  WIRE_FACTS,
  type CommandCell,
  type FactName,
  type LeafState,
  type TransitionCell,
} from '../src/index.js';
import { commandReason, transitionReason, type CellReason } from './cell-reasons.js';

/** `docs/reference/lifecycle.md`, from the tables. */
export function lifecycleMarkdown(): string {
  return (
    [
      '# The lifecycle',
      'Generated from the tables in `packages/core/src`; edit those, then run `npm run docs` in `packages/core`.',
      '## States',
      table(
        ['state', 'status', 'word of the wire', 'terminal'],
        LEAF_STATE_NAMES.map((name) => {
          const { status, word, terminal } = LEAF_STATES[name];
          return [code(name), code(status), code(word), terminal ? 'yes' : ''];
        }),
      ),
      '## Statechart',
      'Not drawn: where a platform reopens sessions, `reopened` leads from every end to `launching`.',
      `\`\`\`mermaid\n${mermaid()}\n\`\`\``,
      '## Facts',
      'One table that a server writes by and a reader reads by. Where facts share an event, the current state tells which one it is.',
      table(
        ['fact', 'meaning', 'event', 'data'],
        FACT_NAMES.map((fact) => {
          const { type, data } = WIRE_FACTS[fact];
          return [
            code(fact),
            FACTS[fact],
            code(type),
            Object.keys(data).length === 0 ? '' : code(JSON.stringify(data)),
          ];
        }),
      ),
      '## State × fact',
      'Where a fact leads. `=`: it repeats the state and changes nothing. Empty: it cannot happen there, and folding it throws.',
      table(
        ['', ...FACT_NAMES.map(code)],
        LEAF_STATE_NAMES.map((state) => [code(state), ...FACT_NAMES.map((fact) => transition(state, fact))]),
      ),
      '## State × command',
      table(
        ['', ...COMMAND_NAMES.map(code)],
        LEAF_STATE_NAMES.map((state) => [
          code(state),
          ...COMMAND_NAMES.map((name) => verdict(COMMAND_TABLE[state][name])),
        ]),
      ),
      'Pending intents count: `resume` is accepted while a `pause` is pending, and the other way round; the same one again is a no-op.',
      '## What ends an intent',
      table(
        ['command', 'its intent ends with'],
        COMMAND_NAMES.map((name) => [
          code(name),
          INTENT_RULES[name]?.endedBy ?? 'nothing to wait for: it takes effect at once',
        ]),
      ),
      'Every intent ends with the session.',
      '## Where each cell comes from',
      'The _brief_ is the platform’s sessions overview, the _wire_ notes are its specifications and prose, _ours_ are decisions where both are silent or disagree.',
      ...LEAF_STATE_NAMES.flatMap((state) => [
        `### ${state}`,
        table(
          ['fact', 'leads to', 'source', 'reason'],
          FACT_NAMES.map((fact) => {
            const cell: TransitionCell = TRANSITIONS[state][fact];
            return [
              code(fact),
              transition(state, fact) || 'nowhere',
              ...said(transitionReason(state, fact, cell === state)),
            ];
          }),
        ),
        table(
          ['command', 'verdict', 'what happens', 'source', 'reason'],
          COMMAND_NAMES.map((name) => {
            const cell = COMMAND_TABLE[state][name];
            return [code(name), verdict(cell), cell.note, ...said(commandReason(state, name))];
          }),
        ),
      ]),
    ].join('\n\n') + '\n'
  );
}

function said(cell: CellReason | undefined): [source: string, reason: string] {
  return [cell?.source ?? '', cell?.reason ?? ''];
}

function transition(state: LeafState, fact: FactName): string {
  const cell: TransitionCell = TRANSITIONS[state][fact];
  if (cell === null) return '';
  if (cell === state) return '=';
  if (typeof cell === 'string') return code(cell);
  if (cell.to === 'resumesTo') return 'where it was paused';
  if (cell.resumesTo !== undefined) {
    const condition = cell.when === 'hasStarted' ? ' if it has started' : '';
    return cell.onlyFrom === undefined
      ? `= (resumes to ${code(cell.resumesTo)})${condition}`
      : `= (from ${code(cell.onlyFrom)}: resumes to ${code(cell.resumesTo)})`;
  }
  return `${code(cell.to)} if ${cell.when === 'reopen' ? 'the platform reopens' : 'nothing was seen before'}`;
}

function verdict(cell: CommandCell): string {
  const word = cell.verdict === 'accepted' ? 'yes' : cell.verdict;
  switch (cell.depends) {
    case 'reopen':
      return `${word}; yes if the platform reopens`;
    case 'started':
      return `${word}, if the agent has started`;
    case 'settled-calls':
      return `${word}; no-op for settled calls`;
    case 'open-calls':
      return `${word}, for open calls`;
    default:
      return word;
  }
}

function mermaid(): string {
  const lines = [
    'stateDiagram-v2',
    '  [*] --> launching',
    '  [*] --> queued',
    '  state pending {',
    '    queued',
    '    launching',
    '  }',
    '  state running {',
    '    working',
    '    awaitingTools',
    '  }',
  ];
  for (const state of LEAF_STATE_NAMES) {
    for (const fact of FACT_NAMES) {
      const cell: TransitionCell = TRANSITIONS[state][fact];
      if (cell === null) continue;
      if (typeof cell === 'string') {
        if (cell !== state) lines.push(`  ${state} --> ${cell}: ${fact}`);
      } else if (cell.to === 'resumesTo') {
        for (const target of ['launching', 'working', 'awaitingTools']) lines.push(`  ${state} --> ${target}: ${fact}`);
      }
    }
  }
  for (const state of LEAF_STATE_NAMES) if (LEAF_STATES[state].terminal) lines.push(`  ${state} --> [*]`);
  return lines.join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
