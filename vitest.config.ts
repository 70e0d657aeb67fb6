import { defineConfig } from 'vitest/config';

/** Only for what hangs: the longest tests start the CLI a hundred times, which takes a minute on two loaded cores. */
const patient = { testTimeout: 240_000, hookTimeout: 240_000 };

/** The fault lane: what may be done to a run, a night or a verb from outside; docs/security.md lists it. */
const FAULTS = [
  'test/faults/**/*.test.ts',
  'test/cli/{answers,attacks,faults,gpu-leases,harmless,nightly-safe,nightly-tell,places,stop}.test.ts',
];

// The tests of the README's command: Node.js only. The engine lane has a config of its own in test/engine.
export default defineConfig({
  test: {
    // Tests that spawn the CLI mostly wait for it: a third worker uses the second core while two of them wait.
    maxWorkers: 3,
    projects: [
      {
        // Nothing in here keeps state between files, so modules are loaded once for a worker and not for each file.
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          isolate: false,
          setupFiles: ['test/temporary-folder.ts'],
          // A test that comes to no assertion fails: a loop over nothing, a condition that never holds.
          expect: { requireAssertions: true },
          ...patient,
        },
      },
      {
        // CLI tests spawn processes and wait; more at once than this only makes them slow on two cores.
        test: {
          name: 'cli',
          include: ['test/*.test.ts', 'test/cli/**/*.test.ts', 'test/soak/**/*.test.ts'],
          exclude: FAULTS,
          maxConcurrency: 5,
          ...patient,
        },
      },
      { test: { name: 'faults', include: FAULTS, maxConcurrency: 5, ...patient } },
    ],
  },
});
