/**
 * The numbers from which no way leads to one of `goals`, in ascending order.
 *
 * @param successors - For each number those that follow it.
 */
export function outOfReach(successors: readonly (readonly number[])[], goals: readonly number[]): number[] {
  const count = successors.length;
  // The arrows turned round, in one array: those into `n` stand from `begins[n]` to `begins[n + 1]`.
  const begins = new Int32Array(count + 1);
  for (const targets of successors) for (const to of targets) begins[to + 1] = (begins[to + 1] as number) + 1;
  for (let n = 0; n < count; n += 1) begins[n + 1] = (begins[n + 1] as number) + (begins[n] as number);
  const sources = new Int32Array(begins[count] as number);
  const free = begins.slice();
  for (const [from, targets] of successors.entries()) {
    for (const to of targets) {
      sources[free[to] as number] = from;
      free[to] = (free[to] as number) + 1;
    }
  }
  const canReach = new Uint8Array(count);
  const stack = [...goals];
  for (const goal of goals) canReach[goal] = 1;
  for (let n = stack.pop(); n !== undefined; n = stack.pop()) {
    for (const from of sources.subarray(begins[n], begins[n + 1])) {
      if (canReach[from] === 1) continue;
      canReach[from] = 1;
      stack.push(from);
    }
  }
  return Array.from(canReach.keys()).filter((n) => canReach[n] === 0);
}
