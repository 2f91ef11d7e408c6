import type { SessionStore } from '../../src/index.js';
import { createMemoryStore } from '../../src/index.js';
import type { ManualClock } from '@agent-session/testing';

/** How an action follows the one before it: in the same moment, while that is being written, or once all is quiet. */
export type Gap = 'at once' | 'while it is written' | 'afterwards';
const GAPS: readonly Gap[] = ['at once', 'while it is written', 'afterwards'];

/** One way in which actions may come together. `gaps[i]` lies before `order[i + 1]`. */
export interface Interleaving<Name extends string> {
  readonly order: readonly Name[];
  readonly gaps: readonly Gap[];
}

/** Every order of the actions in which those of one actor keep theirs, with every gap between any two. */
export function interleavings<Name extends string>(actors: readonly (readonly Name[])[]): Interleaving<Name>[] {
  return merges(actors).flatMap((order) => gapsFor(order.length - 1).map((gaps) => ({ order, gaps })));
}

function merges<Name>(actors: readonly (readonly Name[])[]): Name[][] {
  const left = actors.filter((actions) => actions.length > 0);
  if (left.length === 0) return [[]];
  return left.flatMap((actions) =>
    merges(left.map((each) => (each === actions ? each.slice(1) : each))).map((rest) => [actions[0]!, ...rest]),
  );
}

function gapsFor(count: number): Gap[][] {
  if (count <= 0) return [[]];
  return gapsFor(count - 1).flatMap((gaps) => GAPS.map((gap) => [gap, ...gaps]));
}

/** A store in memory whose appends can be held up. */
export function gatedStore(): { readonly store: SessionStore; hold(): void; release(): void } {
  const store = createMemoryStore();
  let gate: Promise<void> | undefined;
  let open = () => {};
  return {
    store: {
      ...store,
      events: {
        ...store.events,
        async append(...args) {
          await gate;
          return store.events.append(...args);
        },
      },
    },
    hold() {
      gate ??= new Promise((resolve) => (open = resolve));
    },
    release() {
      gate = undefined;
      open();
    },
  };
}

/** Does the actions in this order, with these gaps, and waits until all is quiet. */
export async function act<Name extends string>(
  { order, gaps }: Interleaving<Name>,
  actions: Readonly<Record<Name, () => unknown>>,
  { clock, hold, release }: { readonly clock: ManualClock; hold(): void; release(): void },
): Promise<void> {
  const done: unknown[] = [];
  for (const [index, name] of order.entries()) {
    const gap = gaps[index];
    if (gap === 'while it is written') hold();
    done.push(actions[name]());
    if (gap === 'while it is written' || gap === 'afterwards') await clock.settle();
    // What was held up before this action goes on now that it has come.
    if (gap !== 'while it is written') release();
    if (gap === 'afterwards') await clock.settle();
  }
  release();
  await Promise.all(done);
  await clock.settle();
}
