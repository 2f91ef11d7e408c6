/**
 * Counts tests by their outcome and tells the parent process after each file, so that a run that crashes midway is still
 * counted truthfully. A vitest reporter, used by test.mjs.
 *
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally
 */

export default class TestTally {
  /** @type {Tally} */
  tally = { passed: 0, failed: 0, skipped: 0 };

  /** @param {import('vitest/node').TestModule} testModule */
  onTestModuleEnd(testModule) {
    const failedBefore = this.tally.failed;
    for (const test of testModule.children.allTests()) {
      const { state } = test.result();
      // A test that never came to a result did not pass.
      this.tally[state === 'pending' ? 'failed' : state] += 1;
    }
    // A file that cannot be loaded, or whose hooks fail, holds no failed test to count.
    if (testModule.state() === 'failed' && this.tally.failed === failedBefore) this.tally.failed += 1;
    this.#tell();
  }

  /**
   * @param {readonly import('vitest/node').TestModule[]} _modules
   * @param {readonly import('vitest').SerializedError[]} unhandledErrors
   */
  onTestRunEnd(_modules, unhandledErrors) {
    this.tally.failed += unhandledErrors.length;
    this.#tell();
  }

  #tell() {
    process.send?.(this.tally);
  }
}
