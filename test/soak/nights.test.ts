/**
 * A soak: nights with random faults over the fake engine, and what must hold after each. 20 nights of one seed always; by hand
 * `SOAK_NIGHTS=200 SOAK_SEED=1 npx vitest run test/soak`.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { lineOf, mergingPuppet, type Series, series } from '../cli/nightly-rig.ts';
import { type Environment, leftOf, processesIn } from '../cli/rig.ts';
import { type Chance, chanceOf } from './chance.ts';
import { changed, FIRST, mended, type Settings, write } from './changes.ts';
import { FAULTS, type Fault } from './faults.ts';
import { type After, check, type Memory, NOTHING } from './invariants.ts';
import { kept, type Promised, promised } from './promise.ts';

const NIGHTS = Number(process.env['SOAK_NIGHTS'] ?? '20');
const SEED = Number(process.env['SOAK_SEED'] ?? '6');
/** Part of the names of the faults that are played. */
const ONLY = process.env['SOAK_ONLY'] ?? '';
const QUICK = { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '0.01', FAKE_SAVES: '1' };
const CLOCK = resolve(import.meta.dirname, 'clock.mjs');
const RECEIVERS = await receivers();
const mounted: string[] = [];

afterAll(() => {
  for (const folder of mounted) execFileSync('umount', ['-l', folder]);
});

/** Receivers of messages: one that never answers, one that refuses, and the address of one that is gone. */
async function receivers(): Promise<Readonly<Record<string, string>>> {
  const listen = async (server: ReturnType<typeof createServer>) => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    server.unref();
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  };
  const gone = createServer();
  const SOAK_GONE = await listen(gone);
  gone.close();
  return {
    SOAK_HANGS: await listen(createServer(() => {})),
    SOAK_REFUSES: await listen(createServer((_, response) => response.writeHead(500).end())),
    SOAK_GONE,
  };
}

/** A small disk for the series, where mounting is allowed; the records of every night stay on it. */
function smallDisk(folder: string): boolean {
  try {
    mkdirSync(folder);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${64 + 2 * NIGHTS}m`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
    mounted.push(folder);
    return true;
  } catch {
    return false;
  }
}

/** Ends everything at once, as a power failure does; what the files say of the boot is then of an earlier one. */
function reboot(one: Series): void {
  const runs = join(one.folder, 'runs');
  const below = (folder: string) =>
    (existsSync(folder) ? readdirSync(folder) : []).map((name) => join(folder, name));
  const begun = () =>
    [...below(runs), ...below(join(runs, 'rehearsals'))].filter((run) =>
      existsSync(join(run, 'config.toml')),
    );
  const alive = () => [...processesIn(one.place.folder), ...begun().flatMap(leftOf)];
  for (let turn = 0; turn < 50 && alive().length > 0; turn += 1)
    for (const { pid } of alive()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // gone
      }
    }
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const old = (path: string) =>
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(boot, '00000000-0000-4000-8000-000000000000'));
  const texts = [one.folder, join(one.folder, 'nights'), join(one.place.folder, 'gpus')].flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [],
  );
  for (const path of texts) if (/\.(lock|json)$/.test(path)) old(path);
  for (const run of begun()) {
    const path = join(run, 'run.json');
    if (existsSync(path) && JSON.parse(readFileSync(path, 'utf8')).status === 'running') old(path);
  }
}

function fill(one: Series): () => void {
  const filler = join(one.folder, 'filler');
  const free = statfsSync(one.folder);
  try {
    writeFileSync(filler, Buffer.alloc(free.bavail * free.bsize));
  } catch {
    // full is what was wanted
  }
  return () => rmSync(filler, { force: true });
}

/** How many runs have an end in their record. */
function endedRuns(one: Series): number {
  const runs = join(one.folder, 'runs');
  return (existsSync(runs) ? readdirSync(runs) : []).filter((name) => {
    try {
      return readFileSync(join(runs, name, 'run.json'), 'utf8').includes('"endedAt"');
    } catch {
      return false;
    }
  }).length;
}

/** Plays one night; `after` is what the one before has left. */
async function night(
  one: Series,
  fault: Fault,
  chance: Chance,
  after: After,
  promise: Promised | undefined,
  { told, rehearse }: Settings,
  merging: Environment,
): Promise<{ readonly after: After; readonly codes: readonly string[] }> {
  const clock: Record<string, string> =
    fault.clock === undefined
      ? {}
      : {
          NODE_OPTIONS: `--import=file://${CLOCK}`,
          CLOCK_AFTER_MS: fault.clockFrom === 'start' ? '-1' : String(1500 + chance.below(1500)),
          CLOCK_JUMP_MS: String(chance.one(fault.clock)),
        };
  const args = ['nightly', 'run', one.file, ...(fault.args ?? [])];
  let undo = fault.fillDisk === 'before' ? fill(one) : () => {};
  const before = endedRuns(one);
  // A recorded run has its own number of steps, and a rehearsal another.
  const recorded = rehearse !== 'never' && fault.env['FAKE_SCENARIO'] === 'completes';
  const env = { ...fault.env, ...(recorded ? QUICK : {}), ...merging, ...RECEIVERS };
  const started = one.place.start(args, { ...env, ...clock });
  const other = fault.twice === true ? one.place.start(args, env) : undefined;
  let struck = false;
  if (fault.blow !== undefined) {
    const delay = fault.atGate === true ? chance.below(150) : 300 + chance.below(3500);
    let over = false;
    const ended = started.ended.then(() => {
      over = true;
    });
    if (fault.atGate === true) while (!over && endedRuns(one) === before) await sleep(2);
    await Promise.race([ended, sleep(delay)]);
    if (!over) {
      struck = true;
      if (fault.blow === 'reboot') reboot(one);
      else process.kill(started.pid, fault.blow === 'SIGKILL' ? 'SIGKILL' : fault.blow);
    }
  }
  if (fault.fillDisk === 'during') {
    await sleep(300 + chance.below(3500));
    undo = fill(one);
  }
  const ends = await Promise.all([started.ended, ...(other === undefined ? [] : [other.ended])]);
  undo();
  const killed = struck && (fault.blow === 'SIGKILL' || fault.blow === 'reboot');
  // It may have ended by itself between the decision and the blow.
  if (killed && fault.blow === 'reboot') return { after: 'rebooted', codes: ['reboot'] };
  if (killed && ends[0]?.signal === 'SIGKILL') return { after: 'killed', codes: ['kill -9'] };
  // A signal before cookbook-run listens ends it as it ends every program: nothing was begun, and nothing was taken over.
  if (struck && ends[0]?.signal === fault.blow && ends[0].stdout === '')
    return { after, codes: [`${fault.blow} at the start`] };
  for (const end of ends) expect(lineOf(end).exitCode, end.stderr).toBe(end.code);
  // A night that got no series tells nobody; every other one has tried, and the record says how that went.
  if (told !== 'nobody' && fault.fillDisk === undefined)
    for (const end of ends.filter((each) => lineOf(each).sequence !== undefined && !struck))
      expect(lineOf(end).hooks, end.stderr).toContainEqual(
        expect.objectContaining({ hook: 'webhook', exitCode: null, problem: expect.any(String) }),
      );
  const said = ends.map((end) => end.stderr).join('\n');
  const refused = promise?.does === 'refuse' || promise?.does === 'cannot';
  // A run of an earlier night that is judged first may fail, and still be asked again.
  const judged = promise?.pending === undefined ? [] : [1, 83];
  const skips = ends.some((end) => lineOf(end).skipped !== undefined);
  // A scenario that is no training of these few steps is none that could be verified.
  const failed = ends.some((end) => lineOf(end).attempts[0]?.rehearsal?.ok === false) ? [1, 83] : [];
  const also = [...failed, ...(refused || after !== 'ended' ? [78] : []), ...(skips ? [0, ...judged] : [])];
  if (other !== undefined) {
    const codes = ends.map((end) => end.code).sort();
    // On a busy machine a night that trains nothing is over before the other one begins: then both say the same.
    const brief = skips ? [[0, 0]] : refused ? [[78, 78]] : [];
    expect([...brief, ...[0, 78, ...judged].map((code) => [code, 75].sort())], said).toContainEqual(codes);
  } else
    expect([...(struck || fault.blow === undefined ? [] : [0]), ...fault.codes, ...also], said).toContain(
      ends[0]?.code,
    );
  const winner = ends.find((end) => end.code !== 75 || other === undefined);
  if (promise !== undefined && winner !== undefined && fault.fillDisk === undefined)
    kept(promise, lineOf(winner));
  // A night that cannot write cannot take over what a dead one holds: that waits for the next.
  const codes = ends.map((end) => String(end.code));
  if (fault.fillDisk !== undefined) return { after: after === 'ended' ? 'rebooted' : after, codes };
  // The exit code is true: 0 is a run of tonight that is the last good one now.
  for (const end of ends.filter(({ code }) => code === 0)) {
    const line = lineOf(end);
    if (line.skipped !== undefined) {
      expect(line.attempts).toEqual([]);
      continue;
    }
    expect([line.promoted, line.lastGood]).toEqual(Array(2).fill(line.attempts.at(-1).run));
  }
  return { after: 'ended', codes };
}

test(
  `${NIGHTS} nights, seed ${SEED}`,
  async () => {
    const chance = chanceOf(SEED);
    const one = series('soak');
    let settings: Settings = FIRST;
    write(one, settings);
    const merging = mergingPuppet(one.place);
    const disk = smallDisk(one.folder);
    const possible = FAULTS.filter((fault) => fault.fillDisk === undefined || disk).filter(({ name }) =>
      name.includes(ONLY),
    );
    const drawn = possible.flatMap((fault) => Array<Fault>(fault.weight).fill(fault));
    const story: string[] = disk ? [] : ['a full disk is left out: mounting is not allowed here'];
    const tally = new Map<string, number>();
    let memory: Memory = NOTHING;
    let after: After = 'ended';
    for (let number = 1; number <= NIGHTS; number += 1) {
      // Once every fault, then at random.
      const fault =
        number > NIGHTS - possible.length && NIGHTS >= 100
          ? (possible[NIGHTS - number] ?? chance.one(drawn))
          : chance.one(drawn);
      const change = changed(one, settings, number, chance);
      settings = change.settings;
      story.push(`${number} ${change.what === '' ? '' : `${change.what}: `}${fault.name}`);
      try {
        // What a killed night has left is put in order by the next one, which may find a checkpoint more.
        const promise = after === 'ended' ? await promised(one) : undefined;
        const end = await night(one, fault, chance, after, promise, settings, merging);
        if (promise?.does === 'refuse' && end.after === 'ended') settings = mended(one, settings);
        for (const code of end.codes) tally.set(code, (tally.get(code) ?? 0) + 1);
        memory = check(one, memory, end.after);
        after = end.after;
      } catch (error) {
        throw new Error(`seed ${SEED}, night ${number} of: ${story.join(', ')}`, { cause: error });
      }
    }
    const tallied = [...tally].sort().map(([code, count]) => `${code}: ${count}`);
    process.stdout.write(
      `soak: seed ${SEED}: ${story.join(', ')}\nends by exit code: ${tallied.join(', ')}\n`,
    );
    write(one, { ...FIRST, config_changed: 'restart' });
    const last = await one.night({ FAKE_SCENARIO: 'completes' });
    expect(last.code, last.stderr).toBe(0);
    memory = check(one, memory, 'ended');
    write(one, { ...FIRST, config_changed: 'restart', finished: 'skip' });
    // The last training may have been begun on other data: then it is followed by one more, and nothing after that.
    const ends = [
      await one.night({ FAKE_SCENARIO: 'completes' }),
      await one.night({ FAKE_SCENARIO: 'completes' }),
    ];
    expect(lineOf(ends[1] as never).skipped ?? '').toContain('neither config nor dataset');
    check(one, memory, 'ended');
  },
  NIGHTS * 20_000 + 60_000,
);
