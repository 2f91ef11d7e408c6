import { FACT_NAMES, type FactName } from '../tables/fact.js';
import type { LeafState, ResumesTo } from '../tables/leaf-state.js';
import { nodeAfter, type LifecycleNode } from '../tables/steps.js';

/** Where a way can lead: a state, or a pause that remembers a certain one. */
export type Place = LeafState | { readonly state: 'paused'; readonly resumesTo: ResumesTo };

/** The shortest ways from one state to every place that can follow it: the facts on the way, the last one included. */
type Paths = ReadonlyMap<string, readonly FactName[]>;

const cache = new Map<string, Paths>();

/**
 * The facts that must have happened between a state and one of `targets`, shortest way first in the order of
 * {@link FACT_NAMES}; `null` when none of them can follow. Being there already is no way.
 */
export function shortestPath(node: LifecycleNode, targets: readonly Place[]): readonly FactName[] | null {
  const paths = pathsFrom(node);
  let best: readonly FactName[] | null = null;
  for (const target of targets) {
    const path = paths.get(typeof target === 'string' ? target : keyOf(target));
    if (path !== undefined && (best === null || path.length < best.length)) best = path;
  }
  return best;
}

/** True when `target` can follow, in one step or several. */
export function isReachable(node: LifecycleNode, target: LeafState): boolean {
  return pathsFrom(node).has(target);
}

/**
 * Where the events have led, seen from what a status read said that runs ahead of them: `there`; `behind`, so that they
 * can still come there; `past` it; or `elsewhere`, so that not both can be true.
 */
export function compareToReport(
  reported: LifecycleNode,
  events: LifecycleNode,
): 'there' | 'behind' | 'past' | 'elsewhere' {
  if (events.state === reported.state) return 'there';
  if (isReachable(events, reported.state)) return 'behind';
  return isReachable(reported, events.state) ? 'past' : 'elsewhere';
}

function pathsFrom(node: LifecycleNode): Paths {
  const key = `${keyOf(node)} ${node.turn === 0} ${node.reopen}`;
  let paths = cache.get(key);
  if (paths === undefined) {
    paths = searchPaths(node);
    cache.set(key, paths);
  }
  return paths;
}

/** Breadth first, over states and what a pause remembers. */
function searchPaths(start: LifecycleNode): Paths {
  const paths = new Map<string, readonly FactName[]>();
  const visited = new Set([keyOf(start)]);
  let frontier: readonly { readonly node: LifecycleNode; readonly path: readonly FactName[] }[] = [
    { node: start, path: [] },
  ];
  while (frontier.length > 0) {
    const next: { node: LifecycleNode; path: readonly FactName[] }[] = [];
    const underPause: typeof next = [];
    for (const { node, path } of frontier) {
      for (const fact of FACT_NAMES) {
        const after = nodeAfter(node, fact);
        if (after === null) continue;
        const place = keyOf(after);
        const step = [...path, fact];
        if (after.state !== node.state && !paths.has(after.state)) paths.set(after.state, step);
        if (visited.has(place)) continue;
        visited.add(place);
        paths.set(place, step);
        (after.state === node.state ? underPause : next).push({ node: after, path: step });
      }
    }
    // Of two ways of one length, the one that leaves the pause first.
    frontier = [...next, ...underPause];
  }
  return paths;
}

function keyOf(place: Pick<LifecycleNode, 'state' | 'resumesTo'>): string {
  return `${place.state} ${place.resumesTo}`;
}
