import { defineConfig } from 'vitest/config';

// The tests of the README's command: Node.js only. The engine lane has a config of its own in test/engine.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/engine/**', 'node_modules/**'],
    // Only for what hangs: the longest tests start the CLI a hundred times, which takes a minute on two loaded cores.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // CLI tests spawn processes and wait; more at once than this only makes them slow on two cores.
    maxConcurrency: 5,
  },
});
