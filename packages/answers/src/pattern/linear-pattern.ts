import { spendWork } from '../answer-work.js';
import type { CharacterClass } from './character-class.js';
import { characterClass } from './character-class.js';
import { parsePattern } from './parse-pattern.js';
import type { Instruction, PatternProgram } from './pattern-program.js';
import { compilePattern } from './pattern-program.js';

/** A regular expression that answers in time proportional to the text, whatever the pattern. */
export interface LinearPattern {
  readonly source: string;
  /** Size of the automaton. */
  readonly states: number;
  /** Whether the pattern is found anywhere in the text, as `RegExp.prototype.test` says. */
  test(text: string): boolean;
  /** As a literal, `/source/flags`. */
  toString(): string;
}

/** Work of a test on the native engine: a fixed part and one unit per so many characters. */
const NATIVE_WORK = 8;
const NATIVE_CHARACTERS_PER_WORK = 8;
/** Unanchored patterns restart at each character, so the native engine is trusted with short texts only. */
const NATIVE_UNANCHORED_LENGTH = 1_000;
/** Past this length the native engine's own backtrack stack may overflow. */
const NATIVE_ANCHORED_LENGTH = 100_000;

/**
 * Compiles a pattern of JSON Schema (the `u` flag) or one given with other flags.
 * A pattern that never has two ways to go on runs on the native engine, which is then linear too; every other one is
 * simulated as an automaton. Throws `SyntaxError` for an invalid pattern and `UnsupportedPatternError` for
 * backreferences and patterns that unroll too far.
 */
export function linearPattern(source: string, flags = 'u'): LinearPattern {
  const native = new RegExp(source, flags);
  const programs = compilePattern(parsePattern(source)).map((program) => resolveClasses(program, flags));
  const main = programs[programs.length - 1];
  if (main === undefined) throw new TypeError('a pattern compiles to at least one program');
  const nativeLength =
    programs.length > 1 || !isDeterministic(main) || main.steps.some(isNotWordEdge)
      ? 0
      : isAnchored(main)
        ? NATIVE_ANCHORED_LENGTH
        : NATIVE_UNANCHORED_LENGTH;
  return {
    source,
    states: programs.reduce((sum, { steps }) => sum + steps.length, 0),
    toString: () => `/${source}/${flags}`,
    test(text) {
      if (text.length > nativeLength) return simulate(programs, text, flags);
      spendWork(NATIVE_WORK + text.length / NATIVE_CHARACTERS_PER_WORK);
      return native.test(text);
    },
  };
}

type Step = Exclude<Instruction, { op: 'char' }> | { readonly op: 'char'; readonly of: CharacterClass; next: number };

interface Program {
  readonly steps: readonly Step[];
  readonly backwards: boolean;
}

function resolveClasses(program: PatternProgram, flags: string): Program {
  const classes = new Map<string, CharacterClass>();
  const classOf = (token: string): CharacterClass => {
    const known = classes.get(token);
    if (known !== undefined) return known;
    const made = characterClass(token, flags);
    classes.set(token, made);
    return made;
  };
  return {
    backwards: program.backwards,
    steps: program.instructions.map((instruction) =>
      instruction.op === 'char' ? { op: 'char', of: classOf(instruction.token), next: instruction.next } : instruction,
    ),
  };
}

/** V8 sees one between the two halves of a character beyond the first plane, where no match may begin. */
function isNotWordEdge(step: Step): boolean {
  return step.op === 'assert' && step.at === 'notWordEdge';
}

/** Whether, from every state, each character leads one way only: then backtracking has nothing to try again. */
function isDeterministic({ steps }: Program): boolean {
  const MAX_FAN = 64;
  const starts = [0];
  for (const step of steps) if (step.op === 'char') starts.push(step.next);
  for (const start of new Set(starts)) {
    const seen = new Set<number>();
    const fan: CharacterClass[] = [];
    const stack = [start];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const step = steps[at];
      if (step === undefined || seen.has(at)) return false;
      seen.add(at);
      if (step.op === 'char') {
        if (fan.length === MAX_FAN || fan.some((other) => overlap(other, step.of))) return false;
        fan.push(step.of);
      } else if (step.op === 'split') stack.push(step.next, step.other);
      else if (step.op === 'match') continue;
      else stack.push(step.next);
    }
  }
  return true;
}

function overlap(one: CharacterClass, two: CharacterClass): boolean {
  if (one.beyondAscii && two.beyondAscii) return true;
  return one.ascii.some((has, code) => has === 1 && two.ascii[code] === 1);
}

/** Whether nothing can be taken before `^` has held. */
function isAnchored({ steps }: Program): boolean {
  const seen = new Set<number>();
  const stack = [0];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const step = steps[at];
    if (step === undefined || seen.has(at)) continue;
    seen.add(at);
    if (step.op === 'char' || step.op === 'match') return false;
    if (step.op === 'assert' && step.at === 'start') continue;
    if (step.op === 'split') stack.push(step.next, step.other);
    else stack.push(step.next);
  }
  return true;
}

/** Half of a character that takes two code units. */
const SURROGATE = /[\ud800-\udfff]/;

function simulate(programs: readonly Program[], text: string, flags: string): boolean {
  const codes =
    flags.includes('u') && SURROGATE.test(text) ? Array.from(text, (char) => char.codePointAt(0) ?? 0) : null;
  const length = codes === null ? text.length : codes.length;
  const codeAt = (index: number): number => (codes === null ? text.charCodeAt(index) : (codes[index] ?? -1));
  const wordAt = (index: number): boolean => {
    if (index < 0 || index >= length) return false;
    const code = codeAt(index);
    return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
  };
  const looks: Uint8Array[] = [];
  let work = 0;

  for (const [index, { steps, backwards }] of programs.entries()) {
    const isMain = index === programs.length - 1;
    const found = new Uint8Array(isMain ? 0 : length + 1);
    const anchored = isMain && isAnchored({ steps, backwards });
    const mark = new Int32Array(steps.length).fill(-1);
    const stack: number[] = [];
    let current: number[] = [];
    let following: number[] = [];
    let matched = false;

    /** Follows everything that takes no character from `start` at `position`, adding the states that do. */
    const enter = (start: number, position: number, into: number[]): void => {
      stack.push(start);
      for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
        if (mark[at] === position) continue;
        mark[at] = position;
        work += 1;
        const step = steps[at];
        if (step === undefined) continue;
        switch (step.op) {
          case 'char':
            into.push(at);
            break;
          case 'match':
            matched = true;
            break;
          case 'jump':
            stack.push(step.next);
            break;
          case 'split':
            stack.push(step.other, step.next);
            break;
          case 'look':
            if ((looks[step.look]?.[position] === 1) !== step.negative) stack.push(step.next);
            break;
          case 'assert': {
            const holds =
              step.at === 'start'
                ? position === 0
                : step.at === 'end'
                  ? position === length
                  : (wordAt(position - 1) !== wordAt(position)) === (step.at === 'wordEdge');
            if (holds) stack.push(step.next);
          }
        }
      }
    };

    const first = backwards ? length : 0;
    const last = backwards ? 0 : length;
    const stride = backwards ? -1 : 1;
    for (let position = first; ; position += stride) {
      matched = false;
      following = [];
      if (position === first) enter(0, position, following);
      else {
        const code = codeAt(backwards ? position : position - 1);
        for (const at of current) {
          const step = steps[at];
          if (step?.op === 'char' && step.of.has(code)) enter(step.next, position, following);
        }
        work += current.length;
        if (!anchored) enter(0, position, following);
      }
      if (matched) {
        if (isMain) return true;
        found[position] = 1;
      }
      spendWork(work + 1);
      work = 0;
      current = following;
      if (position === last || (anchored && current.length === 0)) break;
    }
    if (!isMain) looks.push(found);
  }
  return false;
}
