import { COMMAND_NAMES, type SessionStatus, type WIRE_STATUSES, type WireStatus } from '@agent-session/protocol';
import { COMMAND_TABLE } from '../tables/command-table.js';
import { FACT_NAMES } from '../tables/fact.js';
import { LEAF_STATES, LEAF_STATE_NAMES, leafStateOf, type LeafState } from '../tables/leaf-state.js';
import { targetsOf } from '../tables/steps.js';

/** The states as the table nests them: what the types of `value` and `matches` are made from. */
export type MachineStates = {
  [Status in SessionStatus]: [NestedIn<Status>] extends [never]
    ? Leaf
    : { initial: NestedIn<Status>; states: { [Nested in NestedIn<Status>]: Leaf } };
};
type NestedIn<Status extends SessionStatus> = Exclude<
  Extract<(typeof WIRE_STATUSES)[WireStatus], { readonly status: Status }>['nested'],
  null
>;
interface Leaf {
  tags: ('settled' | 'terminal')[];
}

/**
 * The states of the machine with the edges people draw: to another state by a fact, and the commands a state accepts.
 *
 * @param reopen - Without it the ends are final.
 */
export function machineStates(reopen: boolean): MachineStates {
  const states: Record<string, { tags?: string[]; initial?: string; states?: object }> = {};
  for (const leaf of LEAF_STATE_NAMES) {
    const { path, terminal } = LEAF_STATES[leaf];
    const [outer, inner] = path;
    const node = {
      tags: [...(terminal || leaf === 'idle' ? ['settled'] : []), ...(terminal ? ['terminal'] : [])],
      ...(terminal && !reopen ? { type: 'final' } : { on: { ...factEdges(leaf), ...acceptedCommands(leaf) } }),
    };
    if (inner === undefined) states[outer] = node;
    else states[outer] = { initial: leafStateOf(outer), states: { ...states[outer]?.states, [inner]: node } };
  }
  return states as unknown as MachineStates;
}

/** The place of a state in the statechart, as XState writes it. */
export function machineValue(leaf: LeafState): string | Record<string, string> {
  const [outer, inner] = LEAF_STATES[leaf].path;
  return inner === undefined ? outer : { [outer]: inner };
}

function factEdges(leaf: LeafState) {
  return Object.fromEntries(
    FACT_NAMES.flatMap((fact) => {
      const targets = targetsOf(leaf, fact).filter((state) => state !== leaf);
      const edges = targets.map((state) => ({
        guard: { type: 'leadsTo', params: { state } },
        target: `#session.${LEAF_STATES[state].path.join('.')}`,
        actions: 'fold',
      }));
      return edges.length === 0 ? [] : [[fact, edges]];
    }),
  );
}

function acceptedCommands(leaf: LeafState) {
  const accepted = COMMAND_NAMES.filter((name) => COMMAND_TABLE[leaf][name].verdict === 'accepted');
  return Object.fromEntries(accepted.map((name) => [name, { guard: 'isPossible', actions: 'fold' }]));
}
