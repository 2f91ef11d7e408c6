/**
 * The verdict on a test run: its last line, and its exit code. A run that ended badly is never called green, whatever was
 * counted before it did; a run of no tests is a failure too.
 *
 * @param {import('./test-tally.mjs').Tally} tally
 * @param {number} exitCode of the test runner
 */
export function verdict({ passed, failed, skipped }, exitCode) {
  const nothingRan = passed + failed + skipped === 0;
  const failures = failed === 0 && (exitCode !== 0 || nothingRan) ? 1 : failed;
  return {
    line: `${passed} passed, ${failures} failed, ${skipped} skipped`,
    exitCode: failures > 0 ? exitCode || 1 : 0,
  };
}
