/** What must not happen to a series: a promotion half done, a link followed, a stranger's file removed, an endless hook. */
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gpuLeaseFolder } from '../../src/nightly/leases.ts';
import { accuracyOf, fileOf, lineOf, nightlyToml, type Series, series } from './nightly-rig.ts';
import { json, processesIn } from './rig.ts';

const DONE = { FAKE_SCENARIO: 'completes' };
const accuracy = (program: string) =>
  `eval = ["sh", "-c", "${program}"]\nmetrics = { accuracy = "higher" }\n[keep]\ngood = 1\n`;
const say = (value: number, keep = 1) => `${accuracyOf(String(value))}[keep]\ngood = ${keep}\n`;
const link = (one: Series) => readlinkSync(join(one.folder, 'last-good'));
const removable = async (one: Series) =>
  json((await one.place.run(['nightly', 'prune', one.file, '--dry-run', '--json'])).stdout).runs;

describe.concurrent('a promotion that was cut short', () => {
  test.concurrent.each([
    'before the gate was written',
    'after the gate',
    'with a draft of the link',
    'after the link',
  ])('%s', async (moment) => {
    const one = series('cut', say(0.9));
    const first = link.bind(undefined, one);
    await one.night(DONE);
    const old = first();
    one.write(nightlyToml(one.place, say(0.95)));
    const promoted = lineOf(await one.night(DONE));
    const membership = join(promoted.attempts[0].record, 'nightly.json');
    const { promotedAt, gate, ...rest } = fileOf(membership);
    expect(promotedAt).toBeDefined();
    writeFileSync(
      membership,
      JSON.stringify(moment === 'before the gate was written' ? rest : { ...rest, gate }),
    );
    const good = join(one.folder, 'last-good');
    if (moment !== 'after the link') {
      rmSync(good);
      symlinkSync(old, good);
    }
    if (moment === 'with a draft of the link') symlinkSync('runs/nowhere', `${good}.new`);
    // The gate that was written is not asked again; the one that was not is, by what the eval command says now.
    const asked = moment === 'before the gate was written';
    if (asked) rmSync(join(promoted.attempts[0].record, 'acc.json'));
    one.write(nightlyToml(one.place, asked ? say(0.93) : accuracy('exit 3')));
    const next = lineOf(await one.night({ FAKE_SCENARIO: 'dies-silently' }));
    expect(next.notes.join('\n')).toContain('judged now: promoted');
    expect(link(one)).toContain(promoted.attempts[0].run);
    expect(lstatSync(`${good}.new`, { throwIfNoEntry: false })).toBeUndefined();
    const now = fileOf(membership);
    expect(now.promotedAt).toBeDefined();
    expect(now.gate.metrics.accuracy).toBe(asked ? 0.93 : 0.95);
  });

  test.concurrent('a last good run whose metrics cannot be read lets nothing pass', async () => {
    const one = series('unreadable', say(0.9));
    const first = lineOf(await one.night(DONE));
    const old = link(one);
    writeFileSync(join(first.attempts[0].record, 'nightly.json'), '{"series": ');
    const night = lineOf(await one.night(DONE));
    expect(night).toMatchObject({ exitCode: 83, outcome: 'unverified' });
    expect(night.reason).toContain('to start anew, remove `last-good`');
    expect(link(one)).toBe(old);
  });
});

describe.concurrent('links', () => {
  test.concurrent.each([
    ['a folder', (path: string) => mkdirSync(path)],
    ['a link to somewhere else', (path: string) => symlinkSync('/etc', path)],
  ])('last-good is %s: refused before anything is trained', async (_, make) => {
    const one = series('foreign');
    mkdirSync(one.folder);
    make(join(one.folder, 'last-good'));
    const night = lineOf(await one.night(DONE));
    expect(night).toMatchObject({ exitCode: 78, attempts: [] });
    expect(night.reason).toContain('is not a link to a run of this series');
  });

  test.concurrent.each(['a dangling link', 'a link to a file', 'a folder'])(
    'the lease is %s: refused, not followed',
    async (kind) => {
      const one = series('lease-link');
      mkdirSync(one.folder);
      const [lease, target] = [join(one.folder, 'night.lock'), join(one.place.folder, 'target')];
      if (kind === 'a link to a file') writeFileSync(target, 'mine');
      if (kind === 'a folder') mkdirSync(lease);
      else symlinkSync(target, lease);
      const ended = await one.night(DONE);
      expect(ended.code, ended.stderr).toBe(73);
      expect(lineOf(ended).reason).toContain('is no plain file, so it is no lease');
      if (kind === 'a link to a file') expect(readFileSync(target, 'utf8')).toBe('mine');
      if (kind === 'a dangling link') expect(existsSync(target)).toBe(false);
    },
  );

  test.concurrent('retention goes through no link and removes no copy and no file of a person', async () => {
    const one = series('strangers');
    const policy = (value: number, keep: number) =>
      one.write(nightlyToml(one.place, say(value, keep)).replace('"if-present"', '"off"'));
    const runs: string[] = [];
    for (const value of [0.8, 0.81, 0.82, 0.825, 0.83]) {
      policy(value, 9);
      runs.push(lineOf(await one.night({ ...DONE })).attempts[0].record);
    }
    policy(0.83, 1);
    const [moved = '', noted = '', made = ''] = runs;
    const elsewhere = join(one.place.folder, 'elsewhere');
    renameSync(moved, elsewhere);
    symlinkSync(elsewhere, moved);
    // A file with an old date that was moved in long after the run: only the time of its inode tells.
    const step = join(noted, 'train/safetensors/step_20');
    writeFileSync(join(one.place.folder, 'evals.json'), 'hours of evaluation');
    renameSync(join(one.place.folder, 'evals.json'), join(step, 'evals.json'));
    const hours = (count: number) => new Date(Date.now() - count * 3_600_000);
    for (const name of readdirSync(step)) utimesSync(join(step, name), hours(2), hours(2));
    utimesSync(join(noted, 'run.json'), hours(1), hours(1));
    const copy = `${made}-copy`;
    cpSync(made, copy, { recursive: true, preserveTimestamps: true });
    const before = await removable(one);
    expect(before.map((row: { kept?: string }) => row.kept)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'it is the last good run',
    ]);
    expect(before[1].notOurs).toContain(step);
    const pruned = await one.place.run(['nightly', 'prune', one.file, '--json']);
    expect(pruned.code, pruned.stderr).toBe(0);
    expect(existsSync(join(elsewhere, 'train/safetensors/step_20'))).toBe(true);
    expect(readdirSync(join(noted, 'train/safetensors/step_20'))).toContain('evals.json');
    expect(existsSync(join(made, 'train/safetensors/step_20'))).toBe(false);
    expect(existsSync(join(copy, 'train/safetensors/step_20'))).toBe(true);
    expect(existsSync(join(one.folder, 'last-good', 'config.json'))).toBe(true);
  });
});

describe.concurrent('what is verified is what is promoted', () => {
  test.concurrent('an export that the eval command damages does not become last-good', async () => {
    const one = series('damaged');
    const damage = 'for f in "$COOKBOOK_EXPORT"/*.safetensors; do : > "$f"; done; echo \'{"accuracy": 0.9}\'';
    one.write(nightlyToml(one.place, accuracy(damage.replaceAll('"', '\\"'))));
    const night = lineOf(await one.night(DONE));
    expect(night).toMatchObject({ exitCode: 1, gate: { passed: false } });
    expect(night.reason).toContain('the export changed after it was verified');
    expect(lstatSync(join(one.folder, 'last-good'), { throwIfNoEntry: false })).toBeUndefined();
  });

  test.concurrent('both models are asked on the data of this night, once each, or at once', async () => {
    const one = series('both');
    const shell = `echo "$COOKBOOK_EXPORT $COOKBOOK_CANDIDATE \${COOKBOOK_LAST_GOOD-none}" >> asked; echo '{"accuracy": 1}'`;
    one.write(nightlyToml(one.place, accuracy(JSON.stringify(shell).slice(1, -1))));
    const first = lineOf(await one.night(DONE));
    const second = lineOf(await one.night(DONE));
    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    const base = join(one.file, '..');
    const asked = readFileSync(join(base, 'asked'), 'utf8').trim().split('\n');
    const path = (night: { promoted: string }) =>
      join(one.folder, 'runs', night.promoted, 'train/safetensors/step_20');
    expect(asked).toEqual([
      `${path(first)} ${path(first)} none`,
      `${path(second)} ${path(second)} ${path(first)}`,
      `${path(first)} ${path(second)} ${path(first)}`,
    ]);
    const both = `echo '{"candidate": {"accuracy": 0.5}, "last_good": {"accuracy": 0.6}}'; echo >> twice`;
    one.write(nightlyToml(one.place, accuracy(JSON.stringify(both).slice(1, -1))));
    const worse = lineOf(await one.night(DONE));
    expect(worse.reason).toContain('accuracy 0.5 is worse than 0.6 of the last good model');
    expect(readFileSync(join(base, 'twice'), 'utf8')).toBe('\n');
  });
});

describe.concurrent('the host', () => {
  test.runIf(process.getuid?.() === 0)(
    'the folder of GPU leases lets nobody remove what is not theirs',
    () => {
      const folder = '/tmp/cookbook-run-gpus';
      const before = lstatSync(folder, { throwIfNoEntry: false });
      const spec = { base: '/', path: '/x', file: {} } as never;
      expect(gpuLeaseFolder(spec)).toBe(folder);
      if (before === undefined || before.uid === 0) expect(lstatSync(folder).mode & 0o7777).toBe(0o1777);
    },
  );
});

describe.concurrent('what the series decides', () => {
  test.concurrent.each([
    'train.resume=true',
    'redis="12800"',
    'train.timestamp="t"',
    'train.output_dir="out"',
  ])('a config file cannot set %s', async (item) => {
    const one = series('owned-by-config');
    const config = join(one.file, '..', 'mine.toml');
    writeFileSync(config, `${item.replace('=', ' = ')}\n`);
    one.write(nightlyToml(one.place, '', `config = ${JSON.stringify(config)}`));
    const night = lineOf(await one.night(DONE));
    expect(night.exitCode, night.reason).toBe(78);
    expect(night.reason).toContain('which the series decides');
    expect(existsSync(join(one.folder, 'runs'))).toBe(false);
  });

  test.concurrent('a config file with a secret is refused before it is kept in a record', async () => {
    const one = series('secret-config');
    const config = join(one.file, '..', 'mine.toml');
    writeFileSync(config, '[logging]\nexperiment_name = "planted-0123456789"\n');
    one.write(nightlyToml(one.place, '', `config = ${JSON.stringify(config)}`));
    const ended = await one.night({ ...DONE, WANDB_API_KEY: 'planted-0123456789' });
    expect(lineOf(ended)).toMatchObject({ exitCode: 78, objective: { scope: 'brain-only' } });
    expect(ended.stderr).toContain('the value of WANDB_API_KEY');
    expect(ended.stdout + ended.stderr).not.toContain('planted');
    expect(existsSync(join(one.folder, 'runs'))).toBe(false);
  });
});

test('an evaluation that is not done at the deadline is for the next night', async () => {
  const one = series('slow-eval', accuracy('sleep 600'));
  const late = await one.night(DONE, '--for', '16s');
  expect(late.code, late.stderr).toBe(83);
  expect(lineOf(late).reason).toContain('it was stopped (deadline)');
  one.write(nightlyToml(one.place, say(0.9)));
  const next = lineOf(await one.night({ FAKE_SCENARIO: 'dies-silently' }));
  expect(next.notes.join()).toContain('judged now: promoted');
  expect(link(one)).toContain(lineOf(late).attempts[0].run);
});

test('a hook that hangs, one that does not exist and one that reads nothing do not change the end', async () => {
  const one = series('hooks-bad');
  for (const [hook, problem] of [
    ['["sh", "-c", "sleep 600 & sleep 600"]', /longer than 3 s/],
    // Its child does not listen to SIGTERM.
    ['["sh", "-c", "(trap \\"\\" TERM; sleep 1002; sleep 1002) & wait"]', /longer than 3 s/],
    ['["/nowhere/tell"]', /ENOENT|not found/],
    ['["sh", "-c", "exec <&-"]', undefined],
    // What it leaves in the background holds its output open.
    ['["sh", "-c", "sleep 600 & echo"]', undefined],
  ] as const) {
    one.write(nightlyToml(one.place, `[on]\nsuccess = ${hook}\ntimeout = "3s"\n`));
    const ended = await one.night(DONE);
    expect(ended.code, ended.stderr).toBe(0);
    expect(processesIn(one.place.folder).filter(({ command }) => command.includes('sleep 1002'))).toEqual([]);
    const [told] = lineOf(ended).hooks;
    if (problem === undefined) expect(told).toEqual({ hook: 'success', exitCode: 0 });
    else expect(told.problem).toMatch(problem);
  }
});
