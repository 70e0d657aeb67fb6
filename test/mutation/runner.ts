/**
 * Runs each test once as it is and then once for each mutant that it reaches and that no test has noticed yet. All mutants of a
 * file stand in its code (StrykerJS's instrumenter), and a variable says which one is active: nothing is loaded twice.
 */
import { appendFileSync, readdirSync } from 'node:fs';
import { type RunnerTestCase, type RunnerTestSuite, TestRunner } from 'vitest';
import { getFn, getHooks } from 'vitest/suite';

/** What the instrumented code reads and writes; the name and the fields are the instrumenter's. */
interface Switch {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: {
    readonly static: Readonly<Record<string, number>>;
    readonly perTest: Record<string, Readonly<Record<string, number>>>;
  };
}

const shared = globalThis as { __stryker__?: Switch; __noticed__?: Set<string> };
// Files share them: modules are loaded once for all of them.
shared.__stryker__ ??= {};
shared.__noticed__ ??= new Set();
const active = shared.__stryker__;
const noticed = shared.__noticed__;

/** Passes of one mutant after which its loop is one without an end, where the test as it is comes by so often. */
const mostHits = (passes: number) => 1000 + 100 * passes;
const PATIENCE_MS = 20_000;

// A test may put other clocks in place of them.
const { setTimeout: later, clearTimeout: never } = globalThis;
const now = performance.now.bind(performance);

let reaching: string | undefined;
let until = Number.POSITIVE_INFINITY;
// The code reads it at each mutant that it passes: a loop that never comes by the active one ends here.
Object.defineProperty(active, 'currentTestId', {
  configurable: true,
  get: () => {
    if (now() > until) throw new Error('it took too long');
    return reaching;
  },
  set: (id) => {
    reaching = id;
  },
});

const tell = (line: object) =>
  appendFileSync(process.env['MUTATE_ANSWERS'] ?? '/dev/null', `${JSON.stringify(line)}\n`);

// A mutant may take the processes of these tests for those of a run: it is noticed then, and they go on.
const own = new Set(readdirSync('/proc').map(Number).filter(Number.isInteger));
let deadly = false;
const kill = process.kill.bind(process);
process.kill = (pid, signal) => {
  if (
    active.activeMutant === undefined ||
    signal === 0 ||
    !(pid === -1 || pid === 0 || own.has(Math.abs(pid)))
  )
    return kill(pid, signal);
  deadly = true;
  return true;
};

/** What nobody caught, an error in a handler of events for example. */
let uncaught: unknown;
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error) => {
    uncaught = error;
  });

/** The suites around a test, the outermost first. */
function suitesOf(test: RunnerTestCase): readonly RunnerTestSuite[] {
  const suites: RunnerTestSuite[] = [];
  for (let suite = test.suite; suite !== undefined; suite = suite.suite) suites.unshift(suite);
  return suites.includes(test.file) ? suites : [test.file, ...suites];
}

async function hooks(test: RunnerTestCase, each: 'beforeEach' | 'afterEach'): Promise<void> {
  const suites = suitesOf(test);
  for (const suite of each === 'beforeEach' ? suites : suites.toReversed())
    for (const hook of getHooks(suite)[each] ?? []) await hook(test.context, suite);
}

/** What the test throws when it is run once more, with its hooks. */
async function again(test: RunnerTestCase, patience: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  deadly = false;
  uncaught = undefined;
  until = now() + patience;
  try {
    await hooks(test, 'beforeEach');
    const late = new Promise<never>((_, refuse) => {
      timer = later(() => refuse(new Error('it took too long')), patience);
    });
    await Promise.race([Promise.resolve(getFn(test)()), late]);
    return deadly ? new Error('it signals its own tests') : uncaught;
  } catch (error) {
    return error ?? 'something';
  } finally {
    never(timer);
    until = Number.POSITIVE_INFINITY;
    await hooks(test, 'afterEach').catch(() => {});
  }
}

/** Mutants that a run of the test as it is has come by, and how often. */
async function reachedBy(test: RunnerTestCase): Promise<Readonly<Record<string, number>>> {
  active.currentTestId = test.id;
  try {
    await getFn(test)();
  } finally {
    active.currentTestId = undefined;
  }
  return active.mutantCoverage?.perTest[test.id] ?? {};
}

/** The runner that vitest is given. */
export default class extends TestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    const began = now();
    const passes = await reachedBy(test);
    const reached = Object.keys(passes);
    const took = now() - began;
    const name = `${test.file.name} > ${test.name}`;
    const open = reached.filter((id) => !noticed.has(id));
    const found: string[] = [];
    // What that run has begun ends before the next one.
    await hooks(test, 'afterEach').catch(() => {});
    const why = open.length === 0 ? undefined : await again(test, PATIENCE_MS);
    if (why === undefined)
      for (const id of open) {
        Object.assign(active, { activeMutant: id, hitCount: 0, hitLimit: mostHits(passes[id] ?? 0) });
        if ((await again(test, 2000 + 8 * took)) !== undefined) found.push(id);
        Object.assign(active, { activeMutant: undefined, hitCount: undefined });
      }
    for (const id of found) noticed.add(id);
    // A test that fails when it is run twice says nothing of a mutant.
    const once = why === undefined ? {} : { once: String((why as Error).message ?? why).slice(0, 200) };
    tell({ test: name, reached, found, ...once });
  }

  override async onAfterRunFiles(): Promise<void> {
    super.onAfterRunFiles();
    tell({ loading: Object.keys(active.mutantCoverage?.static ?? {}) });
  }
}
