import { findNodeAtLocation, getNodeValue, parseTree, type Node, type ParseError } from 'jsonc-parser';

/** A text read as JSON, whose parts know where they stand. */
export interface PlacedJson {
  /** `undefined` when the text is no JSON. */
  readonly value: unknown;
  /** What is wrong with the text; empty when it is JSON. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
  /** The line, from 1, on which the value that a JSON Pointer names begins; the nearest that is there, if it is not. */
  readonly lineOf: (pointer: string) => number;
}

/** Errors of the parser by number, in words that say what to do. The rest is "not JSON". */
const MESSAGES: Readonly<Record<number, string>> = {
  1: 'This is not a word of JSON.',
  2: 'This number cannot be read.',
  3: 'A name in double quotes is needed here.',
  4: 'A value is needed here.',
  5: 'A colon is needed here.',
  6: 'A comma is needed here.',
  7: 'A } is needed here.',
  8: 'A ] is needed here.',
  9: 'Something stands after the end.',
  10: 'Comments are not JSON.',
  12: 'A quote is needed to end this text.',
  16: 'This character is not allowed here.',
};

/** Reads JSON as strictly as `JSON.parse` does, and remembers where everything stands. */
export function readPlacedJson(text: string): PlacedJson {
  const errors: ParseError[] = [];
  const tree = treeOf(text, errors);
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  let value: unknown;
  let problems = errors.map(({ error, offset }) => ({ line: lineAt(offset), message: MESSAGES[error] ?? 'Not JSON.' }));
  if (problems.length === 0) {
    try {
      value = JSON.parse(text);
    } catch {
      // What the tree forgives, such as a number with a leading zero, is still no JSON.
      problems = [{ line: 1, message: 'Not JSON.' }];
    }
  }
  return {
    value,
    problems,
    lineOf: (pointer) => {
      const path = pointer
        .split('/')
        .slice(1)
        .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
      for (let length = path.length; tree && length > 0; length -= 1) {
        const node = nodeAt(tree, path.slice(0, length));
        if (node) return lineAt(node.offset);
      }
      return tree ? lineAt(tree.offset) : 1;
    },
  };
}

/** The parser goes down a call for each level: a text of brackets alone would be more than the stack takes. */
function treeOf(text: string, errors: ParseError[]): Node | undefined {
  try {
    return parseTree(text, errors, { disallowComments: true });
  } catch {
    return undefined;
  }
}

function nodeAt(tree: Node, path: readonly string[]): Node | undefined {
  let node: Node | undefined = tree;
  for (const step of path) {
    if (node === undefined) return undefined;
    node = findNodeAtLocation(node, [node.type === 'array' ? Number(step) : step]);
  }
  // The name of a property, rather than its value, is where the eye goes.
  const name = node?.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
  return name !== undefined && getNodeValue(name) !== undefined ? name : node;
}
