/**
 * Groups nodes that can reach one another (Tarjan's algorithm, without recursion, so a long chain cannot overflow).
 * A group comes after every group it leads to.
 */
export function stronglyConnected<Node>(nodes: readonly Node[], edges: (node: Node) => readonly Node[]): Node[][] {
  const order = new Map<Node, number>();
  const low = new Map<Node, number>();
  const open: Node[] = [];
  const isOpen = new Set<Node>();
  const groups: Node[][] = [];

  const lower = (node: Node, to: number): void => {
    low.set(node, Math.min(low.get(node) ?? to, to));
  };

  for (const start of nodes) {
    if (order.has(start)) continue;
    const path: { node: Node; next: readonly Node[]; at: number }[] = [];
    const visit = (node: Node): void => {
      order.set(node, order.size);
      low.set(node, order.size - 1);
      open.push(node);
      isOpen.add(node);
      path.push({ node, next: edges(node), at: 0 });
    };
    visit(start);
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const child = frame.next[frame.at];
      frame.at += 1;
      if (child !== undefined) {
        if (!order.has(child)) visit(child);
        else if (isOpen.has(child)) lower(frame.node, order.get(child) ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(parent.node, low.get(frame.node) ?? 0);
      if (low.get(frame.node) === order.get(frame.node)) {
        const group = open.splice(open.lastIndexOf(frame.node));
        for (const node of group) isOpen.delete(node);
        groups.push(group);
      }
    }
  }
  return groups;
}
