/**
 * Mutation tests: `npm run mutate -- FOLDER…` by hand, `npm run mutate -- --changed [BASE]` for the files that a change touches.
 * One StrykerJS run per folder, with the unit tests that stand beside it; docs/mutation.md says what was measured.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';

/** What deletes, stops, leases and says how a run ended: files of other areas with a bar of their own. */
const DECIDING = [
  'src/run/{remove,last-link,lease,gpu-leases,lock,new-file,files}.ts',
  'src/run/{course,stop,stop-requests,conclude,interruption,record,ask-supervisor}.ts',
  'src/executors/{members,process-name,local}.ts',
  'src/engine/{cosmos-rl,cosmos-framework}/runtime/stop.ts',
];

/** What is mutated, and by whose tests; `bar` is the least score. Where files stand in two areas, the first one counts. */
const AREAS = {
  nightly: { mutate: ['src/nightly/**/*.ts'], tests: ['test/unit/nightly'], bar: 85 },
  deciding: { mutate: DECIDING, tests: ['test/unit/run'], bar: 95 },
  ending: {
    mutate: ['src/engine/{cosmos-rl,cosmos-framework,torch}/ending/**/*.ts'],
    tests: ['test/unit/classify', 'test/unit/framework', 'test/unit/log'],
    bar: 95,
  },
  proof: {
    mutate: ['src/engine/{cosmos-rl,cosmos-framework,torch}/proof/**/*.ts'],
    tests: ['test/unit/log', 'test/unit/framework'],
    bar: 95,
  },
  run: { mutate: ['src/run/**/*.ts'], tests: ['test/unit/run', 'test/unit/classify'], bar: 85 },
  executors: { mutate: ['src/executors/**/*.ts'], tests: ['test/unit/run'], bar: 85 },
  plan: { mutate: ['src/plan/**/*.ts'], tests: ['test/unit/plan', 'test/unit/run'], bar: 85 },
  log: {
    mutate: ['src/engine/{cosmos-rl,cosmos-framework,torch}/log/**/*.ts'],
    tests: ['test/unit/log', 'test/unit/classify', 'test/unit/framework'],
    bar: 85,
  },
  config: { mutate: ['src/config/**/*.ts'], tests: ['test/unit/config', 'test/unit/source'], bar: 85 },
  verdict: { mutate: ['src/objective/verdict/**/*.ts'], tests: ['test/unit/objective'], bar: 85 },
  estimate: { mutate: ['src/estimate/**/*.ts'], tests: ['test/unit/run', 'test/unit/estimate'], bar: 85 },
};

/** CI looks at a change for at most this long, all areas together. */
const CHANGED_MINUTES = 10;

const [mode, ...given] = process.argv.slice(2);
const changed = mode === '--changed';
const asked = (changed ? [] : [mode, ...given]).filter((name) => name !== undefined);
const unknown = asked.filter((name) => !(name in AREAS) && !existsSync(name));
if (unknown.length > 0) {
  process.stderr.write(
    `no area ${unknown.join(', ')}: one of ${Object.keys(AREAS).join(', ')}, or a file below src\n`,
  );
  process.exit(2);
}

/** Files below src that differ from the base. */
function touched() {
  const base =
    given[0] ?? execFileSync('git', ['merge-base', 'HEAD', 'origin/main'], { encoding: 'utf8' }).trim();
  const names = execFileSync('git', ['diff', '--name-only', '--diff-filter=d', base, '--', 'src'], {
    encoding: 'utf8',
  });
  return names.split('\n').filter((name) => name.endsWith('.ts'));
}

/** `{a,b}` as the names it stands for: Stryker's command line parts its patterns at every comma. */
const spelled = (pattern) => {
  const [, before, names, after] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(pattern) ?? [];
  return names === undefined ? [pattern] : names.split(',').flatMap((name) => spelled(before + name + after));
};
const matches = (area, file) =>
  area.mutate.flatMap(spelled).some((name) => file === name || file.startsWith(name.replace('**/*.ts', '')));

/** Patterns that leave out what an area before this one has judged. */
const judgedBefore = (name) => (['run', 'executors'].includes(name) ? DECIDING.map((one) => `!${one}`) : []);

/** What to mutate in each area: all of it, or the files named. */
function jobs() {
  const whole = changed
    ? []
    : asked.length === 0
      ? Object.keys(AREAS)
      : asked.filter((name) => name in AREAS);
  const files = changed ? touched() : asked.filter((name) => !(name in AREAS));
  const areaOf = (file) => Object.keys(AREAS).find((name) => matches(AREAS[name], file));
  return Object.entries(AREAS).flatMap(([name, area]) => {
    if (whole.includes(name))
      return [{ name, area, mutate: [...area.mutate, ...judgedBefore(name)].flatMap(spelled) }];
    const mine = files.filter((file) => areaOf(file) === name);
    return mine.length === 0 ? [] : [{ name, area, mutate: mine }];
  });
}

const started = Date.now();
let worst = 0;
for (const { name, area, mutate } of jobs()) {
  const left = CHANGED_MINUTES * 60_000 - (Date.now() - started);
  if (changed && left <= 0) {
    process.stdout.write(`${name}: left out, ${CHANGED_MINUTES} minutes are over\n`);
    continue;
  }
  mkdirSync('reports/mutation', { recursive: true });
  const report = `reports/mutation/${name}.json`;
  const { status, error } = spawnSync(
    'node_modules/.bin/stryker',
    ['run', 'stryker.config.mjs', '--mutate', mutate.join(',')],
    {
      stdio: 'inherit',
      timeout: changed ? left : undefined,
      env: {
        ...process.env,
        // The tests of deadlines need a zone whose clocks change; a thread cannot choose its own.
        TZ: 'Europe/Berlin',
        MUTATE_TESTS: area.tests.filter((folder) => existsSync(folder)).join(','),
        MUTATE_REPORT: report,
        MUTATE_BAR: String(changed ? 0 : area.bar),
      },
    },
  );
  if (error?.code === 'ETIMEDOUT')
    process.stdout.write(`${name}: not finished within ${CHANGED_MINUTES} minutes\n`);
  else worst = Math.max(worst, status ?? 1);
  if (!existsSync(report)) continue;
  const found = Object.values(JSON.parse(readFileSync(report, 'utf8')).files).flatMap((file) => file.mutants);
  const count = (...states) => found.filter((one) => states.includes(one.status)).length;
  const killed = count('Killed', 'Timeout');
  const all = killed + count('Survived', 'NoCoverage');
  process.stdout.write(
    `${name}: ${killed} of ${all} mutants killed (${all === 0 ? 100 : ((100 * killed) / all).toFixed(1)} %)` +
      '\n',
  );
}
process.exitCode = worst;
