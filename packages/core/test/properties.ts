/** How often a property is tried. Mutation testing, which tries them for thousands of mutants, asks for less. */
export function propertyRuns(usual = 100): { readonly numRuns: number } {
  return { numRuns: Math.min(usual, Number(process.env['PROPERTY_RUNS'] ?? usual)) };
}

/** A time of a generated run. */
export function timeAt(second: number): string {
  return new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
}
