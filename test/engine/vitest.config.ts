import { defineConfig } from 'vitest/config';

// The engine lane: `bash scripts/engine-lane.sh && npx vitest run --config test/engine/vitest.config.ts`.
export default defineConfig({
  test: { root: import.meta.dirname, include: ['**/*.test.ts'], testTimeout: 120_000 },
});
