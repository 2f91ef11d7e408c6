import { setImmediate } from 'node:timers';
import type { SqliteDriver } from './sqlite-driver.js';

/** Most writes in one transaction, so that the event loop gets a turn in between. */
const BATCH_LIMIT = 256;

interface Write {
  readonly work: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

/**
 * Runs writes in the order they come, those of one turn of the event loop in one transaction: a commit waits for the
 * disk, and hundreds of sessions that append at once share that wait. Each write still succeeds or fails by itself,
 * and none is told it succeeded before the commit.
 */
export class WriteQueue {
  readonly #driver: SqliteDriver;
  #pending: Write[] = [];
  #scheduled = false;

  constructor(driver: SqliteDriver) {
    this.#driver = driver;
  }

  run<Result>(work: () => Result): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#pending.push({ work, resolve, reject });
      this.#schedule();
    });
  }

  /** Runs everything that waits, now. */
  flush(): void {
    while (this.#pending.length > 0) this.#runBatch();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#pending.length > 0) this.#runBatch();
      if (this.#pending.length > 0) this.#schedule();
    });
  }

  #runBatch(): void {
    const batch = this.#pending.splice(0, BATCH_LIMIT);
    const outcomes = this.#together(batch) ?? batch.map((write) => this.#alone(write));
    for (const [index, outcome] of outcomes.entries()) {
      if ('error' in outcome) batch[index]?.reject(outcome.error);
      else batch[index]?.resolve(outcome.value as never);
    }
  }

  /** All in one transaction, or `null` when it was undone and each has to be tried alone. */
  #together(batch: readonly Write[]): Outcome[] | null {
    if (batch.length === 1) return null;
    try {
      return this.#driver.transaction(() => batch.map((write) => this.#inSavepoint(write)));
    } catch {
      return null;
    }
  }

  #inSavepoint({ work }: Write): Outcome {
    this.#driver.run('SAVEPOINT write');
    let outcome: Outcome;
    try {
      outcome = { value: work() };
    } catch (error) {
      outcome = { error };
      this.#driver.run('ROLLBACK TO write');
    }
    this.#driver.run('RELEASE write');
    return outcome;
  }

  #alone({ work }: Write): Outcome {
    try {
      return { value: this.#driver.transaction(work) };
    } catch (error) {
      return { error };
    }
  }
}
