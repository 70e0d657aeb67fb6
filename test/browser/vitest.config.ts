import { defineConfig } from 'vitest/config';

// Pages in a real headless Chromium; `npm test` does without it.
export default defineConfig({
  test: { root: import.meta.dirname, include: ['**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
});
