/** A reporter that names each test which failed at first and passed when it was tried again: CI tries twice, and says so. */
import type { Reporter, TestCase } from 'vitest/node';

/** Reporter for `--retry`: a line for each test that needed it, with the failure of its first try. */
export default class SecondTry implements Reporter {
  readonly #named: string[] = [];

  onTestCaseResult(test: TestCase): void {
    if (test.diagnostic()?.flaky !== true) return;
    const why = (test.result().errors ?? []).map(({ message }) => message.split('\n')[0]);
    this.#named.push(`${test.module.relativeModuleId} > ${test.fullName}: ${why.join('; ')}`);
  }

  onTestRunEnd(): void {
    for (const name of this.#named) process.stdout.write(`passed only at the second try: ${name}\n`);
  }
}
