import { defineConfig } from 'vitest/config';

/** Runs of the stand-in trainer under the real torchrun; scripts/torch-lane.sh makes its Python, `npm run build` the CLI. */
export default defineConfig({
  test: {
    include: ['test/framework/**/*.test.ts'],
    // Each run imports torch three times: more at once only wait for each other on two cores.
    maxConcurrency: 4,
    testTimeout: 240_000,
    hookTimeout: 60_000,
  },
});
