import type { SimulationReport } from './simulate.js';

/** What broke, and the line that makes it happen again. */
export function summary(report: SimulationReport): string {
  const faults = Object.entries(report.counts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ');
  return (
    `seed ${report.seed} (${report.scenario}): ${report.broken.join('; ')}\n` +
    `  ${report.requests} requests, ${report.events} events, ${Math.round(report.virtualMs / 1000)} s, faults: ${faults}\n` +
    `  again: PROPERTY_SEED=${report.seed} npm test -- --project rxjs simulation.test`
  );
}
