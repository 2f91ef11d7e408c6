import { type Bound, figureLine, holds } from './figure.js';
import { measure, ratioOf, type Contender, type MeasureOptions } from './measure.js';

/** A comparison: the subject against each baseline, and what is promised of it. */
export interface Comparison<Name extends string> extends MeasureOptions {
  readonly contenders: Readonly<Record<Name, Contender>>;
  /** Which contender the promises are about. */
  readonly subject: NoInfer<Name>;
  /**
   * `atLeast` bounds the subject's *speed* relative to the baseline (2 = twice as fast),
   * `atMost` its *cost* relative to it (1.15 = takes 15 % longer).
   */
  readonly figures: readonly { readonly name: string; readonly against: NoInfer<Name>; readonly bound: Bound }[];
}

/**
 * Measures, prints the raw figures and then one line per promise. A promise that is not kept sets the exit code to 1.
 *
 * @example
 * await compare({
 *   contenders: { replay: { iterations: 10_000, run: replayMany }, reducer: { iterations: 10_000, run: reduceMany } },
 *   subject: 'replay',
 *   figures: [{ name: 'core/replay-against-reducer', against: 'reducer', bound: { atLeast: 0.5 } }],
 * });
 */
export async function compare<Name extends string>(comparison: Comparison<Name>): Promise<void> {
  const { contenders, subject, figures, ...options } = comparison;
  const measured = await measure(contenders, options);
  const clock = options.clock ?? 'wall';

  for (const name of Object.keys(measured) as Name[]) {
    const { median, low, high, roundsUs } = measured[name];
    const rounds = roundsUs.map((us) => us.toPrecision(4)).join(' ');
    console.log(`  ${name}: ${format(median)} µs ${clock} each [${format(low)}, ${format(high)}], rounds: ${rounds}`);
  }
  for (const { name, against, bound } of figures) {
    const summary =
      'atLeast' in bound
        ? ratioOf(measured[against], measured[subject])
        : ratioOf(measured[subject], measured[against]);
    const { median: ratio, low, high } = summary;
    const what = 'atLeast' in bound ? 'speed' : 'cost';
    console.log(`  ${subject}, ${what} against ${against}: ${format(ratio)} [${format(low)}, ${format(high)}]`);
    report({ name, ratio, bound });
  }
}

/** Prints the line of a figure that was measured some other way: a size, a latency, a count. */
export function report(figure: Parameters<typeof figureLine>[0]): void {
  console.log(figureLine(figure));
  if (!holds(figure)) process.exitCode = 1;
}

function format(value: number): string {
  return value.toPrecision(4);
}
