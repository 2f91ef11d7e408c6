import { FACT_NAMES, type FactName } from '../tables/fact.js';
import type { LeafState } from '../tables/leaf-state.js';
import { stepFrom, type LifecycleNode } from '../tables/steps.js';

/** The shortest ways from one state to every state that can follow it: the facts on the way, the last one included. */
type Paths = ReadonlyMap<LeafState, readonly FactName[]>;

const cache = new Map<string, Paths>();

/**
 * The facts that must have happened between a state and one of `targets`, shortest way first in the order of
 * {@link FACT_NAMES}; `null` when none of them can follow. Being there already is no way.
 */
export function shortestPath(node: LifecycleNode, targets: readonly LeafState[]): readonly FactName[] | null {
  const paths = pathsFrom(node);
  let best: readonly FactName[] | null = null;
  for (const target of targets) {
    const path = paths.get(target);
    if (path !== undefined && (best === null || path.length < best.length)) best = path;
  }
  return best;
}

/** True when `target` can follow, in one step or several. */
export function isReachable(node: LifecycleNode, target: LeafState): boolean {
  return pathsFrom(node).has(target);
}

function pathsFrom(node: LifecycleNode): Paths {
  const key = `${node.state} ${node.resumesTo} ${node.turn === 0} ${node.reopen}`;
  let paths = cache.get(key);
  if (paths === undefined) {
    paths = searchPaths(node);
    cache.set(key, paths);
  }
  return paths;
}

/** Breadth first. What a pause remembers changes only by leaving and entering, so that a way never changes it unseen. */
function searchPaths(start: LifecycleNode): Paths {
  const paths = new Map<LeafState, readonly FactName[]>();
  const visited = new Set<string>();
  let frontier: readonly { readonly node: LifecycleNode; readonly path: readonly FactName[] }[] = [
    { node: start, path: [] },
  ];
  while (frontier.length > 0) {
    const next: { node: LifecycleNode; path: readonly FactName[] }[] = [];
    for (const { node, path } of frontier) {
      for (const fact of FACT_NAMES) {
        const step = stepFrom(node, fact);
        if (step === null || step.target === node.state) continue;
        const { target: state, resumesTo } = step;
        const way = [...path, fact];
        if (!paths.has(state)) paths.set(state, way);
        const place = `${state} ${resumesTo}`;
        if (visited.has(place)) continue;
        visited.add(place);
        next.push({ node: { state, resumesTo, turn: Math.max(node.turn, 1), reopen: node.reopen }, path: way });
      }
    }
    frontier = next;
  }
  return paths;
}
