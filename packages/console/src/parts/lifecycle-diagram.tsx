import { LEAF_STATES, LEAF_STATE_NAMES, type LeafState } from '@agent-session/core';
import { useId, type ReactNode } from 'react';
import type { StateSpan } from '../state-spans.js';

const WIDTH = 84;
const HEIGHT = 30;
const BUS_X = 302;
const TOP_LANE_Y = 4;
const LOW_LANE_Y = 196;

/** Where each state stands: a run goes from left to right, its ends below each other. Total, so that none is missing. */
const PLACES: Readonly<Record<LeafState, readonly [x: number, y: number]>> = {
  queued: [1, 20],
  launching: [1, 86],
  working: [102, 86],
  awaitingTools: [102, 20],
  paused: [102, 152],
  idle: [208, 152],
  completed: [315, 12],
  timed_out: [315, 61],
  interrupted: [315, 110],
  failed: [315, 159],
};

/** The states by the words people have for them. */
export const STATE_NAMES: Readonly<Record<LeafState, string>> = {
  queued: 'queued',
  launching: 'launching',
  working: 'working',
  awaitingTools: 'awaiting tools',
  paused: 'paused',
  idle: 'idle',
  completed: 'completed',
  timed_out: 'timed out',
  interrupted: 'interrupted',
  failed: 'failed',
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
  spans,
}: {
  readonly state: LeafState;
  readonly spans: readonly StateSpan[];
}): ReactNode {
  const id = useId();
  const path = spans.map((span) => span.state);
  const visited = new Set<LeafState>(path);
  const taken = new Map(
    path.slice(1).map((to, index): [string, readonly [LeafState, LeafState]] => {
      const from = path[index] ?? to;
      return [`${from} ${to}`, [from, to]];
    }),
  );
  const last = [...taken.keys()].at(-1);
  const others = WAYS.filter(([from, to]) => !taken.has(`${from} ${to}`));
  return (
    <svg
      className="diagram"
      viewBox="0 0 400 202"
      role="img"
      aria-label={`Lifecycle. Now ${STATE_NAMES[state]}. Path: ${path.map((name) => STATE_NAMES[name]).join(', then ') || 'nothing yet'}.`}
    >
      <defs>
        <marker id={id} viewBox="0 0 6 6" refX="5.4" refY="3" markerWidth="5.5" markerHeight="5.5" orient="auto">
          <path d="M0,0.4 L5.6,3 L0,5.6 Z" />
        </marker>
      </defs>
      {others.map(([from, to]) => (
        <path key={`${from} ${to}`} className="way" d={wayBetween(from, to)} />
      ))}
      {[...taken].map(([key, [from, to]]) => (
        <path
          key={key}
          className={`way taken${key === last ? ' last' : ''}`}
          d={wayBetween(from, to)}
          markerEnd={`url(#${CSS.escape(id)})`}
        />
      ))}
      {LEAF_STATE_NAMES.map((name) => {
        const [x, y] = PLACES[name];
        const lit = name === state ? ' current' : visited.has(name) ? ' visited' : '';
        const rest = LEAF_STATES[name].terminal || name === 'idle' || name === 'paused';
        return (
          <g key={name} className={`node state-${name}${lit}${rest ? '' : ' moves'}`} data-state={name}>
            {name === state && <rect className="halo" x={x} y={y} width={WIDTH} height={HEIGHT} rx={9} />}
            <rect x={x} y={y} width={WIDTH} height={HEIGHT} rx={9} />
            <text x={x + WIDTH / 2} y={y + HEIGHT / 2 + 4} textAnchor="middle">
              {STATE_NAMES[name]}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** Ways run along a grid, as on a map of trains: lanes above and below, and one line that all ends hang on. */
function wayBetween(from: LeafState, to: LeafState): string {
  const [fromX, fromY] = PLACES[from];
  const [toX, toY] = PLACES[to];
  const middle = HEIGHT / 2;
  const half = WIDTH / 2;
  if (fromX === toX) {
    const down = toY > fromY;
    // Two ways between the same states run beside each other.
    const x = fromX + half + (down ? -7 : 7);
    return line([x, fromY + (down ? HEIGHT : 0)], [x, toY + (down ? -1 : HEIGHT + 1)]);
  }
  if (LEAF_STATES[to].terminal) {
    const enter: Point[] = [
      [BUS_X, toY + middle],
      [toX - 1, toY + middle],
    ];
    if (from === 'working' || from === 'idle') {
      return line([fromX + WIDTH, fromY + middle], [BUS_X, fromY + middle], ...enter);
    }
    const isHigh = fromY < PLACES.working[1];
    const laneY = isHigh ? TOP_LANE_Y : LOW_LANE_Y;
    const x = fromX + (from === 'launching' ? 14 : half);
    return line([x, fromY + (isHigh ? 0 : HEIGHT)], [x, laneY], [BUS_X, laneY], ...enter);
  }
  if (fromY === toY && Math.abs(fromX - toX) < 110) {
    const right = toX > fromX;
    return line([fromX + (right ? WIDTH : 0), fromY + middle], [toX + (right ? -1 : WIDTH + 1), toY + middle]);
  }
  if (from === 'launching') {
    const x = fromX + half;
    const up = toY < fromY;
    return line([x, fromY + (up ? 0 : HEIGHT)], [x, toY + middle], [toX - 1, toY + middle]);
  }
  if (to === 'launching' || to === 'queued') {
    const x = toX + half;
    return line([fromX, fromY + middle], [x, fromY + middle], [x, toY + (fromY > toY ? HEIGHT + 1 : -1)]);
  }
  // Between the columns of the middle.
  const gapX = (Math.max(fromX, toX) + Math.min(fromX, toX) + WIDTH) / 2;
  const right = toX > fromX;
  const leave = fromX + (right ? WIDTH : 0);
  const arrive = toX + (right ? -1 : WIDTH + 1);
  // Two ways between the same states run beside each other.
  const shift = right ? -4 : 4;
  return line(
    [leave, fromY + middle + shift],
    [gapX + shift, fromY + middle + shift],
    [gapX + shift, toY + middle + shift],
    [arrive, toY + middle + shift],
  );
}

type Point = readonly [x: number, y: number];

const BEND = 7;

/** Straight lines with rounded corners. */
function line(...points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let d = `M${first[0]},${first[1]}`;
  let before = first;
  for (const [index, corner] of rest.entries()) {
    const after = rest[index + 1];
    if (!after) {
      d += ` L${corner[0]},${corner[1]}`;
      break;
    }
    const [inX, inY] = towards(corner, before);
    const [outX, outY] = towards(corner, after);
    d += ` L${inX},${inY} Q${corner[0]},${corner[1]} ${outX},${outY}`;
    before = corner;
  }
  return d;
}

/** A point a bend's length away from a corner. */
function towards([x, y]: Point, [toX, toY]: Point): Point {
  const length = Math.hypot(toX - x, toY - y);
  if (length === 0) return [x, y];
  const part = Math.min(BEND, length / 2) / length;
  return [x + (toX - x) * part, y + (toY - y) * part];
}
