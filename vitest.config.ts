import { defineConfig } from 'vitest/config';

// The tests of the README's command: Node.js only. The engine lane has a config of its own in test/engine.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/engine/**', 'node_modules/**'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // CLI tests spawn processes and wait; more at once than this only makes them slow on two cores.
    maxConcurrency: 5,
  },
});
