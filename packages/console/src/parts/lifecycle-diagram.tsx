import { LEAF_STATES, LEAF_STATE_NAMES, type LeafState } from '@agent-session/core/fold';
import type { ReactNode } from 'react';

const WIDTH = 104;
const HEIGHT = 34;

/** Where each state stands: the order of a run from left to right, ends below each other. Total, so that none is missing. */
const PLACES: Readonly<Record<LeafState, readonly [x: number, y: number]>> = {
  queued: [10, 20],
  launching: [10, 90],
  working: [170, 90],
  awaitingTools: [170, 20],
  paused: [170, 160],
  idle: [330, 160],
  completed: [490, 20],
  timed_out: [490, 72],
  interrupted: [490, 124],
  failed: [490, 176],
};

/** The usual ways; those taken are drawn besides, whatever they are. */
const WAYS: readonly (readonly [LeafState, LeafState])[] = [
  ['queued', 'launching'],
  ['launching', 'working'],
  ['launching', 'paused'],
  ['working', 'awaitingTools'],
  ['working', 'paused'],
  ['working', 'idle'],
  ['working', 'completed'],
  ['working', 'timed_out'],
  ['working', 'interrupted'],
  ['working', 'failed'],
  ['idle', 'completed'],
];

/** The lifecycle with the current state lit and the path that led there. */
export function LifecycleDiagram({
  state,
  path,
}: {
  readonly state: LeafState;
  readonly path: readonly LeafState[];
}): ReactNode {
  const visited = new Set<LeafState>(path);
  const taken = path.slice(1).map((to, index) => [path[index] ?? to, to] as const);
  const keyOf = ([from, to]: readonly [LeafState, LeafState]): string => `${from} ${to}`;
  const takenKeys = new Set(taken.map(keyOf));
  const ways = new Map([...WAYS, ...taken].map((way) => [keyOf(way), way]));
  const spoken = path.map((name) => LEAF_STATES[name].word.replaceAll('_', ' ')).join(', then ');
  return (
    <svg
      className="lifecycle"
      viewBox="0 0 604 220"
      role="img"
      aria-label={`Lifecycle. Path: ${spoken || 'nothing yet'}.`}
    >
      {[...ways].map(([key, [from, to]]) => (
        <path key={key} className={takenKeys.has(key) ? 'way taken' : 'way'} d={wayBetween(PLACES[from], PLACES[to])} />
      ))}
      {LEAF_STATE_NAMES.map((name) => {
        const [x, y] = PLACES[name];
        const lit = name === state ? ' current' : visited.has(name) ? ' visited' : '';
        return (
          <g key={name} className={`node status-${LEAF_STATES[name].status}${lit}`} data-state={name}>
            <rect x={x} y={y} width={WIDTH} height={HEIGHT} rx={8} />
            <text x={x + WIDTH / 2} y={y + HEIGHT / 2 + 4} textAnchor="middle">
              {name === 'awaitingTools' ? 'awaiting tools' : name.replaceAll('_', ' ')}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function wayBetween([fromX, fromY]: readonly [number, number], [toX, toY]: readonly [number, number]): string {
  const half = WIDTH / 2;
  const middle = HEIGHT / 2;
  if (fromX === toX) {
    const down = toY > fromY;
    const x = fromX + half + (down ? -6 : 6);
    return `M${x},${fromY + (down ? HEIGHT : 0)} L${x},${toY + (down ? 0 : HEIGHT)}`;
  }
  const right = toX > fromX;
  const startX = fromX + (right ? WIDTH : 0);
  const endX = toX + (right ? 0 : WIDTH);
  const bend = (endX - startX) / 2;
  return `M${startX},${fromY + middle} C${startX + bend},${fromY + middle} ${endX - bend},${toY + middle} ${endX},${toY + middle}`;
}
