import type { Clock } from '@agent-session/protocol';
import type { Observable } from 'rxjs';

/**
 * Draws an observable as marbles over a clock: one character per frame, `-` for a frame without a value, `(ab)` for
 * values of one frame, `|` for completion, `#` for an error. The loop underneath works in promises, which the scheduler
 * of rxjs cannot drive.
 *
 * @returns the drawing up to the present frame.
 */
export function marbles<Value>(
  source: Observable<Value>,
  letter: (value: Value) => string,
  { clock, frameMs }: { readonly clock: Clock; readonly frameMs: number },
): () => string {
  const startedAt = clock.now();
  const frames: string[] = [];
  const mark = (sign: string): void => {
    const frame = Math.floor((clock.now() - startedAt) / frameMs);
    frames[frame] = (frames[frame] ?? '') + sign;
  };
  source.subscribe({
    next: (value) => mark(letter(value)),
    error: () => mark('#'),
    complete: () => mark('|'),
  });
  return () =>
    Array.from({ length: frames.length }, (_, frame) => {
      const signs = frames[frame] ?? '-';
      return signs.length > 1 ? `(${signs})` : signs;
    }).join('');
}
