/** The end of a run: what is written, what is removed of the launcher's files, and the code. Real files, a judge of ours. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { cacheFolder } from '../../../src/dataset/cache/folder.ts';
import type { Ending, Launched, Observed } from '../../../src/engine/engine.ts';
import type { LaunchPlan } from '../../../src/plan/launch-plan.ts';
import { type Conclusion, conclude, exitNumber } from '../../../src/run/conclude.ts';
import { runFiles } from '../../../src/run/files.ts';
import { refugeOf } from '../../../src/run/keep-record.ts';
import { readRecord } from '../../../src/run/record.ts';
import type { RunRecord } from '../../../src/run/run-record.ts';
import type { Supervised } from '../../../src/run/supervise.ts';
import type { Watch } from '../../../src/run/watch.ts';
import { runRecord } from './records.ts';

const root = mkdtempSync(join(tmpdir(), 'cookbook-conclude-'));
const ours: string[] = [];
afterAll(() => {
  for (const path of [root, ...ours]) rmSync(path, { recursive: true, force: true });
});

const OUTPUT = join(root, 'out/run-7/train');
const ENDING: Ending = { outcome: 'failed', exitCode: 1, step: { last: 3 }, findings: [] };
const RECORD = runRecord();

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(root, 'r-'));
});

/** A conclusion over what the launcher left; `judged` hears what the judge was asked. */
function one(
  more: Partial<Conclusion> & { leftovers?: readonly string[]; ending?: Ending } = {},
  judged: Observed[] = [],
) {
  const follower = {
    leftovers: more.leftovers ?? [],
    conclude: (_: Launched, observed: Observed) => {
      judged.push(observed);
      return more.ending ?? ENDING;
    },
  };
  return {
    plan: { outputDir: OUTPUT } as LaunchPlan,
    files: runFiles(folder),
    watch: { follower } as unknown as Watch,
    supervised: { left: [] } as Supervised,
    record: RECORD,
    before: [],
    now: Date.parse('2026-11-29T00:00:00.000Z'),
    refuge: join(folder, 'refuge'),
    ...more,
  };
}

/** A file as the launcher makes one in the folder for temporary files. */
function launcherFile(text = `output_dir = "${OUTPUT}"`, ending = '.toml'): string {
  const path = join(tmpdir(), `cookbook-conclude-${process.pid}-${ours.length}${ending}`);
  ours.push(path);
  writeFileSync(path, text);
  return path;
}

describe('what the launcher left', () => {
  test('goes where it holds this run’s own config; the folder of the run stays', () => {
    const path = launcherFile();
    conclude(one({ leftovers: [path, `${path}-gone`] }));
    expect(existsSync(path)).toBe(false);
    expect(existsSync(folder)).toBe(true);
  });

  test.each([
    ['of another run', () => launcherFile('output_dir = "/out/run-8/train"')],
    ['larger than any config', () => launcherFile(OUTPUT.padEnd(1_000_001))],
    [
      'not in the folder for temporary files',
      () => {
        const path = join(folder, 'config.toml');
        writeFileSync(path, OUTPUT);
        return path;
      },
    ],
    [
      'below it',
      () => {
        const path = join(root, 'below.toml');
        writeFileSync(path, OUTPUT);
        return path;
      },
    ],
    [
      'a link',
      () => {
        const path = launcherFile();
        rmSync(path);
        symlinkSync(launcherFile(), path);
        return path;
      },
    ],
    [
      'a folder',
      () => {
        const path = launcherFile();
        rmSync(path);
        mkdirSync(path);
        return path;
      },
    ],
  ])('stays where it is %s', (_, make) => {
    const path = make();
    conclude(one({ leftovers: [path] }));
    expect(lstatSync(path, { throwIfNoEntry: false })).toBeDefined();
  });

  test('stays where it is older than the run, whatever it holds', () => {
    const path = launcherFile();
    const at = lstatSync(path).ctimeMs;
    const begun = (milliseconds: number) => ({
      ...RECORD,
      startedAt: new Date(at + milliseconds).toISOString(),
    });
    conclude(one({ leftovers: [path], record: begun(2000) }));
    expect(existsSync(path)).toBe(true);
    // A file system keeps whole seconds only, some of them.
    conclude(one({ leftovers: [path], record: begun(900) }));
    expect(existsSync(path)).toBe(false);
  });

  test.runIf(process.getuid?.() === 0)('stays where it is another user’s', async () => {
    const { chownSync } = await import('node:fs');
    const path = launcherFile();
    chownSync(path, 12_345, 12_345);
    conclude(one({ leftovers: [path] }));
    expect(existsSync(path)).toBe(true);
  });
});

describe('the record of an end', () => {
  test('has the ending and what was found before; what nobody knows is absent', () => {
    const { record, lost } = conclude(one({ supervised: { left: [], exit: { code: 3 } } }));
    expect(lost).toBeUndefined();
    expect(record).toStrictEqual({
      ...RECORD,
      findings: [],
      status: 'ended',
      outcome: 'failed',
      exitCode: 1,
      engineExit: 3,
      step: { last: 3 },
      endedAt: '2026-11-29T00:00:00.000Z',
    });
    expect(readRecord(runFiles(folder))).toEqual(record);
    expect(readFileSync(runFiles(folder).events, 'utf8')).toContain(
      '"kind":"ended","outcome":"failed","exitCode":1',
    );
  });

  test('has the proofs, the products, and who would not go', () => {
    const finding = { id: 'x', severity: 'note', subject: 's', message: 'm', data: {} } as never;
    const ending = {
      ...ENDING,
      findings: [finding],
      proofs: [{ name: 'loss', ok: true }],
      model: { kind: 'full', path: '/m' },
      checkpoint: { path: '/c', step: 3 },
    } as unknown as Ending;
    const before = { ...(finding as object), id: 'before' } as never;
    const { record } = conclude(
      one({ ending, before: [before], supervised: { left: [{ pid: 7, command: 'train', worker: true }] } }),
    );
    expect(record).toMatchObject({
      findings: [{ id: 'before' }, { id: 'x' }],
      proofs: [{ name: 'loss', ok: true }],
      model: { path: '/m' },
      checkpoint: { step: 3 },
      left: [{ pid: 7, command: 'train' }],
      engineExit: null,
    });
    expect(record.left?.[0]).not.toHaveProperty('worker');
  });

  test('the judge hears all that supervision saw, and nothing that it did not', () => {
    const judged: Observed[] = [];
    conclude(one({}, judged));
    const seen: Supervised = {
      left: [],
      exit: { signal: 'SIGKILL' },
      stop: { requested: 'SIGTERM' },
      stalled: { phase: 'training', seconds: 61 },
      diverged: { step: 4, what: 'loss' },
      signalledAfter: 12,
    };
    conclude(one({ supervised: seen }, judged));
    const { exit: _, left: __, ...told } = seen;
    expect(judged).toStrictEqual([{ engineExit: null }, { ...told, engineExit: -9 }]);
  });

  test('who asked for the stop names it', () => {
    const ending: Ending = { ...ENDING, outcome: 'interrupted', exitCode: 130 };
    const { record } = conclude(one({ ending, supervised: { left: [], stop: { requested: 'deadline' } } }));
    expect(record).toMatchObject({ outcome: 'retryable', exitCode: 75 });
  });

  test('of an attempt is what becomes of it, and its end is not told as the run’s', () => {
    const settle = (ended: RunRecord): RunRecord => ({ ...ended, status: 'running' });
    expect(conclude(one({ settle })).record.status).toBe('running');
    expect(readFileSync(runFiles(folder).events, 'utf8')).toContain('"kind":"attempt-ended"');
  });

  test('names the node that failed first', () => {
    const ends = [{ node: 'n2', role: 'policy', code: 1, at: 1 }];
    expect(conclude(one({ place: { ends } })).record.failed).toEqual({ node: 'n2' });
    // What may be tried again has failed somewhere, unless somebody stopped it.
    const ending: Ending = { ...ENDING, outcome: 'retryable', exitCode: 75 };
    const supervised: Supervised = { left: [], stop: { requested: 'deadline' } };
    expect(conclude(one({ ending, supervised, place: { ends } })).record.failed).toBeUndefined();
    expect(conclude(one({ ending, place: { ends } })).record.failed).toEqual({ node: 'n2' });
  });

  test('lies in the refuge where its folder is lost, or nowhere', () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const files = runFiles(join(folder, 'gone'));
    const kept = conclude(one({ files }));
    expect(kept.lost).toEqual({ why: expect.stringContaining('ENOENT'), kept: join(folder, 'refuge/run-7') });
    expect(readRecord(runFiles(join(folder, 'refuge/run-7')))).toEqual(kept.record);
    expect(conclude(one({ files, refuge: file })).lost).toEqual({ why: expect.stringContaining('ENOENT') });
  });
});

test.each([
  [undefined, null],
  [{}, null],
  [{ code: 0 }, 0],
  [{ code: 3 }, 3],
  [{ signal: 'SIGHUP' }, -1],
  [{ signal: 'SIGINT' }, -2],
  [{ signal: 'SIGQUIT' }, -3],
  [{ signal: 'SIGABRT' }, -6],
  [{ signal: 'SIGKILL' }, -9],
  [{ signal: 'SIGSEGV' }, -11],
  [{ signal: 'SIGTERM' }, -15],
  [{ signal: 'SIGPWR' }, -30],
  [{ signal: 'SIGBUS' }, -7],
] as const)('the exit %j is kept as %s', (exit, number) => {
  expect(exitNumber(exit)).toBe(number);
});

test('the refuge is the state folder of the user, where that is a whole path; a home that is not there is not made', () => {
  const home = mkdtempSync(join(tmpdir(), 'cookbook-home-'));
  const inHome = join(home, '.local/state/cookbook-run/runs');
  expect(refugeOf({ XDG_STATE_HOME: '/s', HOME: home })).toBe('/s/cookbook-run/runs');
  expect(refugeOf({ XDG_STATE_HOME: 'relative', HOME: home })).toBe(inHome);
  expect(refugeOf({ HOME: home })).toBe(inHome);
  for (const gone of [undefined, '', 'relative', '/nonexistent', '/dev/null', join(home, 'none')])
    expect(refugeOf(gone === undefined ? {} : { HOME: gone })).toBeUndefined();
  expect(cacheFolder({ HOME: home })).toBe(join(home, '.cache/cookbook-run/data'));
  expect(cacheFolder({ HOME: join(home, 'none') })).toBeUndefined();
});
