import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createPageReader as createInlineReader } from './inline-page-reader.js';
import { PageError } from './page-error.js';
import type { PageReader, PageReaderLimits, PageSource } from './page-reader.js';
import type { ReadPage } from './read-page.js';

/** Pages read at once; more wait for their turn. */
const MAX_THREADS = 2;
/** A thread that has nothing to do ends after so long. */
const IDLE_MS = 30_000;

/**
 * On Node: pages are read in threads, so that whoever serves goes on meanwhile. A page that takes too long or too much memory
 * ends its thread, not the process. Where a bundler left the thread's file out, pages are read as where there are no threads.
 */
export function createPageReader(
  limits: PageReaderLimits,
  thread = new URL('./page-worker.js', import.meta.url),
): PageReader {
  return existsSync(fileURLToPath(thread)) ? new ThreadedPageReader(limits, thread) : createInlineReader(limits);
}

class ThreadedPageReader implements PageReader {
  readonly #limits: PageReaderLimits;
  readonly #thread: URL;
  /** Threads that have nothing to do, each with the timer that ends it. */
  readonly #idle = new Map<Worker, NodeJS.Timeout>();
  readonly #waiting: (() => void)[] = [];
  #reading = 0;

  constructor(limits: PageReaderLimits, thread: URL) {
    this.#limits = limits;
    this.#thread = thread;
  }

  async read(source: PageSource, signal: AbortSignal): Promise<ReadPage> {
    if (this.#reading >= MAX_THREADS) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#reading += 1;
    try {
      signal.throwIfAborted();
      return await this.#readIn(this.#takeThread(), source, signal);
    } finally {
      // The place goes on to who waits longest, or is free.
      const next = this.#waiting.shift();
      if (next === undefined) this.#reading -= 1;
      else next();
    }
  }

  #takeThread(): Worker {
    for (const [worker, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(worker);
      worker.ref();
      return worker;
    }
    const worker = new Worker(this.#thread, {
      // Hooks of the program are not for this thread.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.maxReadMemoryMb },
    });
    // Whoever reads is told besides; one that fails with nothing to do is no matter of the process.
    worker.on('error', () => undefined).once('exit', () => this.#idle.delete(worker));
    return worker;
  }

  async #readIn(worker: Worker, source: PageSource, signal: AbortSignal): Promise<ReadPage> {
    const { maxReadMs, maxReadMemoryMb } = this.#limits;
    const listening = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const heard = once(worker, 'message', { signal: listening.signal }).then(
      ([page]) => page as ReadPage,
      (error: unknown) => {
        const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
        if (!isTooLarge) throw error;
        const why = `${source.url} takes more than ${maxReadMemoryMb} MB of memory to read.`;
        throw new PageError(`${why} Name a smaller page, or raise maxReadMemoryMb.`, { cause: error });
      },
    );
    const givenUp = new Promise<never>((_, reject) => {
      const why = `${source.url} takes more than ${maxReadMs / 1000} s to read.`;
      timer = setTimeout(() => reject(new PageError(`${why} Name a smaller page, or raise maxReadMs.`)), maxReadMs);
      signal.addEventListener('abort', () => reject(signal.reason as Error), { signal: listening.signal });
    });
    worker.postMessage(source, [source.body.buffer as ArrayBuffer]);
    try {
      const page = await Promise.race([heard, givenUp]);
      this.#keepIdle(worker);
      return page;
    } catch (error) {
      await worker.terminate();
      throw error;
    } finally {
      clearTimeout(timer);
      listening.abort();
    }
  }

  #keepIdle(worker: Worker): void {
    worker.unref();
    const timer = setTimeout(() => {
      this.#idle.delete(worker);
      void worker.terminate();
    }, IDLE_MS);
    this.#idle.set(worker, timer.unref());
  }
}
