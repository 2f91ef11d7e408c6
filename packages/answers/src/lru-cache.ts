/** A map that forgets what was used longest ago. */
export class LruCache<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #maxEntries: number;
  readonly #maxKeyCharacters: number;
  #keyCharacters = 0;

  constructor(limits: { maxEntries: number; maxKeyCharacters: number }) {
    this.#maxEntries = limits.maxEntries;
    this.#maxKeyCharacters = limits.maxKeyCharacters;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The value of a key, made and kept when it is new. */
  getOrMake(key: string, make: () => Value): Value {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const made = make();
    this.#entries.set(key, made);
    this.#keyCharacters += key.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#maxEntries && this.#keyCharacters <= this.#maxKeyCharacters) break;
      this.#entries.delete(oldest);
      this.#keyCharacters -= oldest.length;
    }
    return made;
  }
}
