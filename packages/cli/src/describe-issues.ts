import { printable } from './printable.js';

/** Issues of a schema or an answer, each on a line of its own with the place it is about. */
export function describeIssues(issues: readonly { readonly pointer: string; readonly message: string }[]): string {
  return issues
    .slice(0, 20)
    .map(({ pointer, message }) => `  ${pointer === '' ? '(root)' : printable(pointer)}  ${printable(message, 300)}`)
    .concat(issues.length > 20 ? [`  and ${issues.length - 20} more`] : [])
    .join('\n');
}
