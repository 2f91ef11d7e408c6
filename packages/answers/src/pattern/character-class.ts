/** Whether one character (a code point, or a code unit without the `u` flag) belongs to a class. */
export interface CharacterClass {
  has(code: number): boolean;
  /** The answer for each ASCII character. */
  readonly ascii: Uint8Array;
  /** Whether it may hold anything beyond ASCII. */
  readonly beyondAscii: boolean;
}

const ASCII = 128;

/** Tokens that surely hold nothing beyond ASCII: a literal, a plain escape, a class of those. `.` is not one. */
const ASCII_ONLY = /^(?:[ -\-/-Z^-~]|\\[dwtnvfr0]|\\[!-/:-@[-`{-~]|\[(?!\^)(?:[ -[^-~]|\\[dwtnvfr0!-/:-@[-`{-~])+\])$/;

/** Builds the class of a token such as `a`, `.`, `[^"]` or `\p{L}` by asking the native engine, one character at a time. */
export function characterClass(token: string, flags: string): CharacterClass {
  const native = new RegExp(`^${token}$`, flags);
  const ascii = new Uint8Array(ASCII);
  for (let code = 0; code < ASCII; code += 1) ascii[code] = native.test(String.fromCharCode(code)) ? 1 : 0;
  const beyond = new Map<number, boolean>();
  return {
    ascii,
    beyondAscii: flags.includes('i') || !ASCII_ONLY.test(token),
    has(code) {
      if (code < ASCII) return ascii[code] === 1;
      const known = beyond.get(code);
      if (known !== undefined) return known;
      const found = native.test(String.fromCodePoint(code));
      if (beyond.size < 4096) beyond.set(code, found);
      return found;
    },
  };
}
