import { describe, expect, test } from 'vitest';
import { CONFORMANCE_SECTIONS, conformanceText, type ConformanceSection } from '../../src/conformance.js';
import { tryOurServer } from './our-server.js';

/** Cases our server cannot be tried with: it has no session files and no budgets. */
const SKIPPED = /^(endpoints|errors)\/(bad-body-)?(list|read|write)File|^errors\/out-of-credit-/;

describe('our server', () => {
  test('passes every case that can be tried', async () => {
    const report = await tryOurServer();
    const problems = report.results.filter(
      ({ id, outcome }) => outcome === 'failed' || (outcome === 'skipped' && !SKIPPED.test(id)),
    );
    expect(problems.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([]);
    for (const section of Object.keys(CONFORMANCE_SECTIONS) as ConformanceSection[]) {
      expect(report.results.filter((each) => each.section === section && each.outcome === 'passed')).not.toEqual([]);
    }
    expect(conformanceText(report)).toContain(`${report.totals.passed} passed, 0 failed`);
  });

  test('passes as the public documents describe it, with the lenient switch', async () => {
    const report = await tryOurServer({ profile: 'documented', server: { lenient: true } });
    const failed = report.results.filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([]);
  });
});
