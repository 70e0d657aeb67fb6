import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** What stands in place of the files that are mutated, by path (scripts/mutate.mjs), and the tests that judge them. */
const files: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(process.env['MUTATE_FILES'] ?? '', 'utf8'),
);
const tests = (process.env['MUTATE_TESTS'] ?? 'test/unit').split(',');

export default defineConfig({
  plugins: [{ name: 'mutants', enforce: 'pre', load: (id) => files[id] }],
  test: {
    include: tests.map((name) => (name.endsWith('.test.ts') ? name : `${name}/**/*.test.ts`)),
    setupFiles: ['test/temporary-folder.ts'],
    runner: 'test/mutation/runner.ts',
    // One process, one test at a time: they share the variable that says which mutant is active.
    isolate: false,
    fileParallelism: false,
    maxConcurrency: 1,
    testTimeout: 3_600_000,
    // Those of mutants; the runner hears of them.
    dangerouslyIgnoreUnhandledErrors: true,
  },
});
