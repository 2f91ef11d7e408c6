import type { SessionAnswer } from '@agent-session/core';

const KEPT = 256;

/** The answers of a session in the order they came, the latest few hundred of them, each at its position. */
export class AnswerHistory {
  readonly #kept: SessionAnswer[] = [];
  nextPosition = 0;

  get firstPosition(): number {
    return this.nextPosition - this.#kept.length;
  }

  add(answer: SessionAnswer): void {
    this.#kept.push(answer);
    this.nextPosition += 1;
    if (this.#kept.length > KEPT) this.#kept.shift();
  }

  at(position: number): SessionAnswer | undefined {
    return this.#kept[position - this.firstPosition];
  }

  find(predicate: (answer: SessionAnswer) => boolean): SessionAnswer | undefined {
    return this.#kept.find(predicate);
  }
}
