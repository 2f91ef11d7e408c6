import type { PatternTree } from './parse-pattern.js';
import { UnsupportedPatternError } from './parse-pattern.js';

/** One step of the automaton. `next` and `other` are positions in the program. */
export type Instruction =
  | { readonly op: 'char'; readonly token: string; next: number }
  | { readonly op: 'split'; next: number; other: number }
  | { readonly op: 'jump'; next: number }
  | { readonly op: 'assert'; readonly at: 'start' | 'end' | 'wordEdge' | 'notWordEdge'; next: number }
  | { readonly op: 'look'; readonly look: number; readonly negative: boolean; next: number }
  | { readonly op: 'match' };

/** A pattern as nondeterministic automata: the lookarounds first (inner before outer), the pattern itself last. */
export interface PatternProgram {
  readonly instructions: readonly Instruction[];
  /** Read the text from its end: how a lookahead is answered for all positions in one pass. */
  readonly backwards: boolean;
}

/** Largest automaton we build; `{n,m}` unrolls, so a short pattern can ask for a giant. */
export const MAX_PATTERN_STATES = 20_000;

/** Compiles a tree into automata. Throws {@link UnsupportedPatternError} when it would pass {@link MAX_PATTERN_STATES}. */
export function compilePattern(tree: PatternTree): readonly PatternProgram[] {
  const programs: PatternProgram[] = [];
  let states = 0;

  const program = (body: PatternTree, backwards: boolean): number => {
    const instructions: Instruction[] = [];

    const emit = <I extends Instruction>(instruction: I): I => {
      states += 1;
      if (states > MAX_PATTERN_STATES) {
        throw new UnsupportedPatternError(`it unrolls to more than ${MAX_PATTERN_STATES} states`);
      }
      instructions.push(instruction);
      return instruction;
    };

    const write = (node: PatternTree): void => {
      switch (node.kind) {
        case 'char':
          emit({ op: 'char', token: node.token, next: instructions.length + 1 });
          return;
        case 'assert':
          emit({ op: 'assert', at: node.at, next: instructions.length + 1 });
          return;
        case 'look': {
          const look = program(node.item, !node.behind);
          emit({ op: 'look', look, negative: node.negative, next: instructions.length + 1 });
          return;
        }
        case 'sequence':
          for (const item of backwards ? node.items.toReversed() : node.items) write(item);
          return;
        case 'choice': {
          const ends: { next: number }[] = [];
          node.items.forEach((item, index) => {
            if (index === node.items.length - 1) return write(item);
            const split = emit({ op: 'split', next: instructions.length + 1, other: -1 });
            write(item);
            ends.push(emit({ op: 'jump', next: -1 }));
            split.other = instructions.length;
          });
          for (const end of ends) end.next = instructions.length;
          return;
        }
        case 'repeat':
          repeat(node.item, node.min, node.max);
          return;
      }
    };

    const repeat = (item: PatternTree, min: number, max: number): void => {
      for (let count = 0; count < min; count += 1) {
        const before = instructions.length;
        write(item);
        if (instructions.length === before) return; // an empty body repeats to nothing, however often
      }
      if (max === Infinity) {
        const split = emit({ op: 'split', next: instructions.length + 1, other: -1 });
        const start = instructions.length - 1;
        write(item);
        emit({ op: 'jump', next: start });
        split.other = instructions.length;
        return;
      }
      const splits: { other: number }[] = [];
      for (let count = min; count < max; count += 1) {
        splits.push(emit({ op: 'split', next: instructions.length + 1, other: -1 }));
        const before = instructions.length;
        write(item);
        if (instructions.length === before) break;
      }
      for (const split of splits) split.other = instructions.length;
    };

    write(body);
    emit({ op: 'match' });
    programs.push({ instructions, backwards });
    return programs.length - 1;
  };

  program(tree, false);
  return programs;
}
