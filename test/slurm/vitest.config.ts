import { defineConfig } from 'vitest/config';

// The Slurm lane: `bash test/slurm/install.sh && npm run build && npx vitest run --config test/slurm/vitest.config.ts`.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    globalSetup: './setup.ts',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two nodes, and a job takes both.
    fileParallelism: false,
  },
});
