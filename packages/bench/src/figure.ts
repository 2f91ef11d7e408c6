/** The promise a figure is held to. */
export type Bound = { readonly atLeast: number } | { readonly atMost: number };

/** One figure of a benchmark: a ratio to what people would use instead, and the bound on it. */
export interface Figure {
  /** `<package>/<what is measured>`, kebab-case. */
  readonly name: string;
  readonly ratio: number;
  readonly bound: Bound;
}

/** Whether the promise holds. A ratio that could not be measured (NaN) does not keep it. */
export function holds({ ratio, bound }: Figure): boolean {
  return 'atLeast' in bound ? ratio >= bound.atLeast : ratio <= bound.atMost;
}

/** The one line of a figure, for people and for scripts: `bench core/replay: ratio 12.30 bound 10 ok`. */
export function figureLine(figure: Figure): string {
  const bound = 'atLeast' in figure.bound ? figure.bound.atLeast : figure.bound.atMost;
  return `bench ${figure.name}: ratio ${figure.ratio.toFixed(2)} bound ${bound} ${holds(figure) ? 'ok' : 'short'}`;
}
