import { defineConfig } from 'vitest/config';

/** The unit tests that judge the mutants of one area (scripts/mutate.mjs). */
const tests = (process.env['MUTATE_TESTS'] ?? 'test/unit').split(',');

export default defineConfig({
  test: {
    include: tests.map((name) => (name.endsWith('.test.ts') ? name : `${name}/**/*.test.ts`)),
    isolate: false,
    setupFiles: ['test/temporary-folder.ts'],
    testTimeout: 60_000,
  },
});
