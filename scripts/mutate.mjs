/**
 * Mutation tests: `npm run mutate -- AREA…` or FILE… by hand, `npm run mutate -- --changed [BASE]` for the files that a change
 * touches; MUTATE_TESTS names other tests than the area's, with commas between them, MUTATE_MINUTES ends an area early. StrykerJS's instrumenter puts every mutant of a file into its
 * code, test/mutation/runner.ts runs the tests with one after the other; docs/mutation.md says what was measured.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';

/** What deletes, stops, leases and says how a run ended: files of other areas with a bar of their own. */
const DECIDING = [
  'src/run/{remove,last-link,lease,gpu-leases,lock,new-file,files}.ts',
  'src/run/{course,stop,stop-requests,conclude,full-disk,interruption,record,ask-supervisor}.ts',
  'src/executors/{members,process-name,local}.ts',
  'src/engine/{cosmos-rl,cosmos-framework}/{runtime/stop,layout,resume}.ts',
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
  plan: {
    mutate: ['src/plan/**/*.ts'],
    tests: ['test/unit/plan', 'test/unit/site', 'test/unit/dataset/find-layout.test.ts'],
    bar: 85,
  },
  log: {
    mutate: ['src/engine/{cosmos-rl,cosmos-framework,torch}/log/**/*.ts'],
    tests: ['test/unit/log', 'test/unit/classify', 'test/unit/framework'],
    bar: 85,
  },
  config: { mutate: ['src/config/**/*.ts'], tests: ['test/unit/config', 'test/unit/source'], bar: 85 },
  verdict: { mutate: ['src/objective/verdict/**/*.ts'], tests: ['test/unit/objective'], bar: 85 },
  estimate: {
    mutate: ['src/estimate/**/*.ts', 'src/engine/cosmos-rl/planning/memory.ts'],
    tests: ['test/unit/estimate', 'test/unit/run/steps.test.ts'],
    bar: 85,
  },
};

/** CI looks at a change for at most this long, all areas together. */
const CHANGED_MINUTES = 10;

const [mode, ...given] = process.argv.slice(2);
/** Tests in place of the areas' own. */
const by = process.env.MUTATE_TESTS;
const changed = mode === '--changed';
const asked = (changed ? [] : [mode, ...given]).filter((name) => name !== undefined);
const unknown = asked.filter((name) => !(name in AREAS) && !existsSync(name));
if (unknown.length > 0) {
  process.stderr.write(
    `no area ${unknown.join(', ')}: one of ${Object.keys(AREAS).join(', ')}, or a file below src\n`,
  );
  process.exit(2);
}

/** Files below src by git: those that differ from a base, or those that patterns name. */
function touched() {
  const base =
    given[0] ?? execFileSync('git', ['merge-base', 'HEAD', 'origin/main'], { encoding: 'utf8' }).trim();
  return gitNames(['diff', '--name-only', '--diff-filter=d', base, '--', 'src']);
}
function gitNames(args) {
  const names = execFileSync('git', args, { encoding: 'utf8' }).split('\n');
  return names.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
}

/** `{a,b}` as the names it stands for: git knows none of it. */
const spelled = (pattern) => {
  const [, before, names, after] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(pattern) ?? [];
  return names === undefined ? [pattern] : names.split(',').flatMap((name) => spelled(before + name + after));
};
const filesOf = ({ mutate }) =>
  gitNames(['ls-files', '--', ...mutate.flatMap(spelled).map((one) => `:(glob)${one}`)]);

/** What to mutate in each area: all of it that no area before it has, or the files named. */
function jobs() {
  const whole = changed
    ? []
    : asked.length === 0
      ? Object.keys(AREAS)
      : asked.filter((name) => name in AREAS);
  const named = changed ? touched() : asked.filter((name) => !(name in AREAS));
  const taken = new Set();
  return Object.entries(AREAS).flatMap(([name, area]) => {
    const own = filesOf(area).filter((file) => !taken.has(file));
    for (const file of own) taken.add(file);
    const files = own.filter((file) => whole.includes(name) || named.includes(file));
    return files.length === 0 ? [] : [{ name, area, files }];
  });
}

const QUIET = new Proxy({}, { get: (_, name) => () => !String(name).startsWith('is') && undefined });
/** Texts are asserted where they matter, not in every letter. */
const OPTIONS = { plugins: null, excludedMutations: ['StringLiteral'], ignorers: [], noHeader: false };

/** Every mutant of the files, and the code in which all of them stand. */
async function instrumented(files) {
  const given = files.map((name) => ({
    name: resolve(name),
    content: readFileSync(name, 'utf8'),
    mutate: true,
  }));
  const { files: made, mutants } = await new Instrumenter(QUIET).instrument(given, OPTIONS);
  return {
    code: Object.fromEntries(made.map(({ name, content }) => [name, content])),
    mutants: mutants.filter(({ status }) => status !== 'Ignored'),
  };
}

/** What the runner told: mutants that a test came by, those that one noticed, and those that are gone by when modules are loaded. */
function answersIn(path) {
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
  const answers = lines.filter((line) => line !== '').map((line) => JSON.parse(line));
  const all = (key) => new Set(answers.flatMap((one) => one[key] ?? []));
  return {
    reached: all('reached'),
    found: all('found'),
    loading: all('loading'),
    once: answers.filter((one) => one.once !== undefined),
  };
}

/** One line for a file, and one for each of its mutants that no test noticed. */
function report(file, mutants, { reached, found, loading }) {
  // What only runs when its module is loaded cannot be switched: it is not counted.
  const counted = mutants.filter(({ id }) => reached.has(id) || !loading.has(id));
  const missed = counted.filter(({ id }) => !found.has(id));
  const lines = readFileSync(file, 'utf8').split('\n');
  const at = ({ location: { start, end } }) =>
    start.line === end.line
      ? lines[start.line].slice(start.column, end.column)
      : `${lines[start.line].slice(start.column)} …`;
  const rows = missed.map(
    (one) =>
      `  ${one.location.start.line + 1}:${one.location.start.column + 1} ${reached.has(one.id) ? '' : '(no test) '}` +
      `${at(one).slice(0, 100)}  =>  ${one.replacement.replaceAll(/\s+/g, ' ').slice(0, 80)}`,
  );
  const killed = counted.length - missed.length;
  process.stdout.write([`${file}: ${share(killed, counted.length)}`, ...rows, ''].join('\n'));
  return { killed, all: counted.length };
}

const share = (killed, all) =>
  `${killed} of ${all} (${all === 0 ? 100 : ((100 * killed) / all).toFixed(1)} %)`;

const REPORTS = 'reports/mutation';

/**
 * A mutant of what finds, signals or removes can end any process and delete any file: here it sees no process but its own tests',
 * and writes nowhere but /tmp, which is its own, and the reports.
 */
const APART =
  `mount --make-rprivate / && mount --bind ${REPORTS} ${REPORTS} && mount -t tmpfs tmpfs /tmp && ` +
  'mount -o remount,bind,ro / && exec "$@"';
const apart = (...command) => [
  ...(process.getuid() === 0 ? [] : ['--user', '--map-root-user']),
  ...['--mount', '--pid', '--fork', '--mount-proc', '--kill-child', 'sh', '-c', APART, 'sh', ...command],
];

/** Mutates the files of one area; says whether the bar was reached. */
async function judge({ name, area, files }, milliseconds) {
  const { code, mutants } = await instrumented(files);
  const [codeFile, answers] = [`${REPORTS}/${name}.code.json`, resolve(`${REPORTS}/${name}.ndjson`)];
  writeFileSync(codeFile, JSON.stringify(code));
  rmSync(answers, { force: true });
  const { status, error, stdout } = spawnSync(
    'unshare',
    apart(
      'node_modules/.bin/vitest',
      'run',
      '--config',
      'test/mutation/vitest.config.ts',
      '--configLoader',
      'runner',
    ),
    {
      encoding: 'utf8',
      timeout: milliseconds,
      // unshare does not hear SIGTERM.
      killSignal: 'SIGKILL',
      env: {
        ...process.env,
        // The tests of deadlines need a zone whose clocks change; a thread cannot choose its own.
        TZ: 'Europe/Berlin',
        MUTATE_TESTS: by ?? area.tests.filter((folder) => existsSync(folder)).join(','),
        MUTATE_FILES: codeFile,
        MUTATE_ANSWERS: answers,
      },
    },
  );
  const late = error?.code === 'ETIMEDOUT';
  if (late) process.stdout.write(`${name}: not finished in time\n`);
  else if (status !== 0) process.stdout.write(`${stdout}${name}: the tests fail as they are\n`);
  const told = answersIn(answers);
  for (const { test, once } of told.once)
    process.stdout.write(`${test}: fails when it is run twice (${once})\n`);
  const sums = files.map((file) => {
    const own = mutants.filter(({ fileName }) => fileName === resolve(file));
    return report(file, own, told);
  });
  const [killed, all] = ['killed', 'all'].map((key) => sums.reduce((sum, one) => sum + one[key], 0));
  process.stdout.write(`${name}: ${share(killed, all)}\n`);
  return !late && status === 0 && killed >= (area.bar / 100) * all;
}

mkdirSync(REPORTS, { recursive: true });
if (spawnSync('unshare', apart('true'), { stdio: 'ignore' }).status !== 0) {
  process.stderr.write(
    'mutants end processes and delete files wherever they can: they run only where `unshare` gives them both of their own\n',
  );
  process.exit(69);
}

const started = Date.now();
const most =
  process.env.MUTATE_MINUTES === undefined ? undefined : Number(process.env.MUTATE_MINUTES) * 60_000;
for (const job of jobs()) {
  const left = CHANGED_MINUTES * 60_000 - (Date.now() - started);
  if (changed && left <= 0) {
    process.stdout.write(`${job.name}: left out, ${CHANGED_MINUTES} minutes are over\n`);
    continue;
  }
  const good = await judge(job, changed ? left : most);
  if (!good && !changed) process.exitCode = 1;
}
