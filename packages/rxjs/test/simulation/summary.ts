import type { SimulationReport } from './simulate.js';

/** What broke, and the line that makes it happen again. */
export function summary(report: SimulationReport, guardsOff: readonly string[] = []): string {
  const faults = Object.entries(report.counts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ');
  const off = guardsOff.length > 0 ? ` GUARDS_OFF=${guardsOff.join(',')}` : '';
  return (
    `seed ${report.seed} (${report.scenario}): ${report.broken.join('; ')}\n` +
    `  ${report.requests} requests, ${report.events} events, ${Math.round(report.virtualMs / 1000)} s, faults: ${faults}\n` +
    `  again: SEED=${report.seed}${off} npx vitest run --project rxjs test/simulation/one-seed.test.ts`
  );
}
