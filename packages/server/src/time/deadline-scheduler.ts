import type { Clock, TimerHandle } from '@agent-session/protocol';

/** Longer delays overflow the timers of every runtime and would fire at once. */
export const MAX_TIMER_DELAY_MS = 2_147_000_000;

/** At most one deadline per key, kept on one timer. */
export interface DeadlineScheduler {
  /** Sets the deadline of the key (milliseconds since the Unix epoch), replacing the one it had; `null`: none. */
  set(key: string, dueAt: number | null): void;
  /** Number of deadlines that are set. */
  readonly size: number;
  /** Drops every deadline and the timer. */
  close(): void;
}

interface Deadline {
  readonly key: string;
  readonly dueAt: number;
}

/**
 * Calls `onDue` once for each deadline that passes, earliest first. A deadline in the past is due at once (in a timer of
 * no delay). The clock may jump: what counts is its `now()`, not how long the timer slept.
 */
export function createDeadlineScheduler(clock: Clock, onDue: (key: string) => void): DeadlineScheduler {
  const current = new Map<string, Deadline>();
  const heap: Deadline[] = [];
  let timer: TimerHandle;
  let timerDueAt = Infinity;

  const arm = () => {
    while (heap[0] && current.get(heap[0].key) !== heap[0]) popEarliest(heap);
    const dueAt = heap[0]?.dueAt ?? Infinity;
    if (dueAt === timerDueAt) return;
    if (timer !== undefined) clock.clearTimeout(timer);
    timer = undefined;
    timerDueAt = dueAt;
    if (dueAt === Infinity) return;
    const delayMs = Math.min(Math.max(0, dueAt - clock.now()), MAX_TIMER_DELAY_MS);
    timer = clock.setTimeout(fire, delayMs);
  };

  const fire = () => {
    timer = undefined;
    timerDueAt = Infinity;
    const now = clock.now();
    const due: string[] = [];
    while (heap[0] && (heap[0].dueAt <= now || current.get(heap[0].key) !== heap[0])) {
      const deadline = popEarliest(heap);
      if (current.get(deadline.key) !== deadline) continue;
      current.delete(deadline.key);
      due.push(deadline.key);
    }
    arm();
    for (const key of due) onDue(key);
  };

  return {
    set(key, dueAt) {
      if (current.get(key)?.dueAt === (dueAt ?? undefined)) return;
      if (dueAt === null) {
        current.delete(key);
      } else {
        const deadline = { key, dueAt };
        current.set(key, deadline);
        push(heap, deadline);
        if (heap.length > 2 * current.size + 64) rebuild(heap, current);
      }
      arm();
    },
    get size() {
      return current.size;
    },
    close() {
      if (timer !== undefined) clock.clearTimeout(timer);
      timer = undefined;
      timerDueAt = Infinity;
      current.clear();
      heap.length = 0;
    },
  };
}

/** Replaced deadlines stay in the heap until they come up; when they are most of it, it is built again. */
function rebuild(heap: Deadline[], current: ReadonlyMap<string, Deadline>): void {
  heap.length = 0;
  for (const deadline of current.values()) push(heap, deadline);
}

function push(heap: Deadline[], deadline: Deadline): void {
  let at = heap.push(deadline) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] as Deadline;
    if (above.dueAt <= deadline.dueAt) break;
    heap[at] = above;
    heap[parent] = deadline;
    at = parent;
  }
}

function popEarliest(heap: Deadline[]): Deadline {
  const earliest = heap[0] as Deadline;
  const last = heap.pop() as Deadline;
  if (heap.length === 0) return earliest;
  heap[0] = last;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const right = left + 1;
    let smallest = at;
    if (left < heap.length && dueAt(heap, left) < dueAt(heap, smallest)) smallest = left;
    if (right < heap.length && dueAt(heap, right) < dueAt(heap, smallest)) smallest = right;
    if (smallest === at) return earliest;
    heap[at] = heap[smallest] as Deadline;
    heap[smallest] = last;
    at = smallest;
  }
}

function dueAt(heap: readonly Deadline[], index: number): number {
  return (heap[index] as Deadline).dueAt;
}
