/** Whether every object seems to have properties it does not have: somebody added enumerable ones to `Object.prototype`. */
export function objectsInheritProperties(): boolean {
  for (const _ in Object.prototype) return true;
  return false;
}
