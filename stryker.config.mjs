/** StrykerJS for one area; scripts/mutate.mjs says which, and which unit tests judge it. */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation.vitest.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  // Two shared cores: more at once only makes time-outs look like kills.
  concurrency: Number(process.env.MUTATE_JOBS ?? '1'),
  coverageAnalysis: 'perTest',
  ignoreStatic: true,
  mutator: { excludedMutations: ['StringLiteral'] },
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: process.env.MUTATE_REPORT ?? 'reports/mutation/report.json' },
  thresholds: { high: 95, low: 85, break: Number(process.env.MUTATE_BAR ?? '0') || null },
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['.venv', '.engine', 'dist', 'reports'],
  allowEmpty: true,
};
