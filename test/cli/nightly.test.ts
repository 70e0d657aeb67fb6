/** Nights of a series over the fake engine: deadline, resume, gate, promotion, retries, leases, hooks, secrets. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accuracyOf, fileOf, lineOf, nightlyToml, type Series, series } from './nightly-rig.ts';
import { filesBelow, json, leftOf, until } from './rig.ts';

/** Twenty steps of 1.5 s: longer than anything that a test does meanwhile. */
const SLOW = { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '1.5' };
const DONE = { FAKE_SCENARIO: 'completes' };

const runsOf = (one: Series) =>
  readdirSync(join(one.folder, 'runs')).map((name) => join(one.folder, 'runs', name));

/** A night that is stopped by its system after a step or two, with a checkpoint. */
async function stopped(one: Series) {
  const started = one.place.start(['nightly', 'run', one.file], SLOW);
  await started.said(/training · step/);
  process.kill(started.pid, 'SIGTERM');
  const ended = await started.ended;
  expect(ended.code, ended.stderr).toBe(143);
  return lineOf(ended);
}

describe.concurrent('nightly run', () => {
  test.concurrent('two nights: stopped at the deadline, then resumed, finished, gated and promoted', async () => {
    const one = series('two-nights');
    const first = await one.night(SLOW, '--for', '20s');
    const night = lineOf(first);
    expect(first.code, first.stderr).toBe(75);
    expect(night).toMatchObject({ outcome: 'retryable', exitCode: 75, status: 'ended' });
    expect(night.resumePoint.step).toBeGreaterThan(0);
    expect(night.resumePoint.step).toBeLessThan(20);
    expect(existsSync(join(one.folder, 'last-good'))).toBe(false);
    const second = await one.night(DONE);
    const done = lineOf(second);
    expect(second.code, second.stderr).toBe(0);
    expect(done.attempts[0].resumedFrom).toEqual(night.resumePoint);
    const config = readFileSync(join(done.attempts[0].record, 'config.toml'), 'utf8');
    expect(config).toContain(`resume = ${JSON.stringify(night.resumePoint.path)}`);
    expect(done.promoted).toBe(done.attempts[0].run);
    expect(readlinkSync(join(one.folder, 'last-good'))).toBe(
      `runs/${done.attempts[0].run}/train/safetensors/step_20`,
    );
    expect(existsSync(join(one.folder, 'last-good', 'model.safetensors.index.json'))).toBe(true);
    expect(done.objective).toMatchObject({ scope: 'brain-only', verdict: 'allow' });
    expect(readFileSync(join(one.folder, 'latest.md'), 'utf8')).toContain('Brain-only');
    expect(leftOf(done.attempts[0].record)).toEqual([]);
    const status = json((await one.place.run(['nightly', 'status', one.file, '--json'])).stdout);
    expect(status.nights.map((each: { outcome: string }) => each.outcome)).toEqual([
      'retryable',
      'succeeded',
    ]);
    expect(status.lastGood.run).toBe(done.attempts[0].run);
  });

  test.concurrent('a cut shard is passed over and named; nothing of it is removed', async () => {
    const one = series('cut-shard');
    const { resumePoint } = await stopped(one);
    const shard = join(resumePoint.path, 'optimizer_rank_0.pth');
    writeFileSync(shard, '');
    const night = lineOf(await one.night(DONE));
    expect(night.notes.join('\n')).toContain('optimizer_rank_0.pth: it is empty');
    expect(night.attempts[0].resumedFrom).toBeUndefined();
    expect(night.exitCode).toBe(0);
  });

  test.concurrent('another config is refused with what changed, or restarts by policy', async () => {
    const one = series('changed');
    await stopped(one);
    const text = nightlyToml(one.place).replace('train.epoch=500', 'train.epoch=400');
    one.write(text);
    const refused = lineOf(await one.night(DONE));
    expect(refused).toMatchObject({ exitCode: 78, outcome: 'config', attempts: [] });
    expect(refused.reason).toContain('train.epoch was 500 and is 400');
    expect(refused.help).toContain('config_changed = "restart"');
    one.write(text.replace('[on]', '[on]\nconfig_changed = "restart"'));
    const restarted = lineOf(await one.night(DONE));
    expect(restarted.exitCode).toBe(0);
    expect(restarted.attempts[0].resumedFrom).toBeUndefined();
    expect(restarted.notes.join()).toContain('train.epoch was 500 and is 400');
  });

  test.concurrent('a dataset that grows: refused, continued, restarted or finished first, as declared', async () => {
    const one = series('data-changed', '[on]\nfinished = "skip"\ndata_changed = "refuse"\n');
    const { resumePoint } = await stopped(one);
    const data = join(one.place.folder, 'avha');
    const clip = readdirSync(join(data, 'videos'))[0] ?? '';
    for (const [kind, from] of [
      ['videos', clip],
      ['metas', 'example-01.label.json'],
    ] as const)
      copyFileSync(join(data, kind, from), join(data, kind, from.replace(/^example-\d+/, 'example-99')));
    const status = async () =>
      json((await one.place.run(['nightly', 'status', one.file, '--json'])).stdout).next;
    const policy = (text: string) =>
      one.write(nightlyToml(one.place, `[on]\nfinished = "skip"\ndata_changed = "${text}"\n`));
    expect(await status()).toMatchObject({
      does: 'refuse',
      sentence: expect.stringMatching(/^refuses to start/),
    });
    const refused = lineOf(await one.night(DONE));
    expect(refused).toMatchObject({ exitCode: 78, attempts: [] });
    expect(refused.reason).toContain('the dataset changed: 1 new (example-99)');
    expect(refused.help).toContain('data_changed = "finish-then-restart"');
    policy('restart');
    expect((await status()).sentence).toMatch(/^starts from the base model: the dataset changed/);
    policy('continue');
    expect((await status()).sentence).toMatch(/^goes on from step \d+ of .*on\.data_changed = "continue"/);
    policy('finish-then-restart');
    const said = await status();
    expect(said.sentence).toContain('it is finished first, then a new one starts');
    const finished = lineOf(await one.night(DONE));
    expect(finished.attempts[0].did).toBe(said.sentence);
    expect(finished.attempts[0].resumedFrom).toEqual(resumePoint);
    const then = await status();
    expect(then.sentence).toMatch(
      /^starts from the base model: the last training is finished, and the dataset changed/,
    );
    const anew = lineOf(await one.night(DONE));
    expect(anew.attempts[0]).toMatchObject({ did: then.sentence, exitCode: 0 });
    expect(anew.attempts[0].resumedFrom).toBeUndefined();
    expect(await status()).toMatchObject({ does: 'skip' });
    const skipped = await one.night(DONE);
    expect(skipped.code, skipped.stderr).toBe(0);
    expect(lineOf(skipped)).toMatchObject({ attempts: [], outcome: 'succeeded', lastGood: anew.promoted });
    expect(lineOf(skipped).skipped).toContain('neither config nor dataset changed since');
    expect(runsOf(one)).toHaveLength(3);
  });

  test.concurrent('status and --dry-run say where the next night cannot train, with its code, and forget what is mended', async () => {
    const one = series('cannot', '[on]\nfinished = "skip"\n');
    const ask = async (...more: readonly string[]) => {
      const [status, dry] = [
        await one.place.run(['nightly', 'status', one.file]),
        await one.place.run(['nightly', 'run', one.file, '--dry-run', ...more]),
      ];
      const [next, todo] = ['next night', 'to do'].map(
        (name) =>
          status.stdout
            .split('\n')
            .find((line) => line.startsWith(name))
            ?.slice(12) ?? '',
      );
      return { next, todo, dry };
    };
    const trained = lineOf(await one.night(DONE));
    expect(trained.exitCode).toBe(0);
    expect((await ask()).next).toMatch(/^trains nothing: .* neither config nor dataset changed/);

    // Data that are away for a night, as behind a mount that is missing, are no change of them.
    const data = join(one.place.folder, 'avha');
    renameSync(data, `${data}.away`);
    for (const away of [() => {}, () => mkdirSync(data)]) {
      away();
      const said = await ask();
      const night = await one.night(DONE);
      expect(said.next).toBe(`cannot start: ${lineOf(night).reason}`);
      expect([said.dry.code, lineOf(night).exitCode]).toEqual([night.code, night.code]);
      expect([65, 66]).toContain(night.code);
      expect(said.next).not.toContain('changed');
      expect(said.todo).toBe(lineOf(night).help);
    }
    rmdirSync(data);
    renameSync(`${data}.away`, data);
    const back = await ask();
    expect(back.next).toMatch(/^trains nothing: .* neither config nor dataset changed/);
    expect(back.todo).toBe('nothing');

    // More GPUs alone are no reason to train a finished training anew.
    one.write(nightlyToml(one.place, '[on]\nfinished = "skip"\n').replace('gpus = 1', 'gpus = 2'));
    expect((await ask()).next).toMatch(/^trains nothing/);

    // A night that keeps all of its time for saving trains nothing, every night: a person is told.
    one.write(nightlyToml(one.place, '[on]\nfinished = "restart"\n', 'for = "5s"'));
    const short = await ask();
    const night = await one.night(DONE);
    expect(short.next).toBe(`cannot start: ${lineOf(night).reason}`);
    expect([short.dry.code, night.code]).toEqual([75, 75]);
    expect(short.todo).toContain('`save_reserve`');
    expect(night.stderr).toContain(`to do: ${short.todo}`);
    expect(readFileSync(join(one.folder, 'latest.md'), 'utf8')).toContain('**no time is left before');
    expect((await ask('--for', '1h')).dry.code).toBe(0);
    expect((await ask('--for', '4s')).dry.stdout).toMatch(/^this night cannot start: no time is left/);
  });

  test.concurrent('a series that was moved with its data goes on where it stood, on the weights that it started from', async () => {
    const one = series('moved', '[on]\nfinished = "continue-from-last-good"\n');
    const first = lineOf(await one.night(DONE));
    const { resumePoint } = await stopped(one);
    const running = one.place.start(['nightly', 'run', one.file], SLOW);
    await running.said(/training · step/);
    const [meanwhile, at] = [
      await one.place.run(['nightly', 'status', one.file]),
      await one.place.run(['nightly', 'run', one.file, '--dry-run']),
    ];
    expect(meanwhile.stdout).toMatch(
      /\nnext night +waits for the end of \S+-night-\S+, which has had the series since/,
    );
    expect(at.code).toBe(75);
    process.kill(running.pid, 'SIGTERM');
    const { resumePoint: newer } = lineOf(await running.ended);
    expect(newer.step).toBeGreaterThanOrEqual(resumePoint.step);

    const [from, to] = [join(one.file, '..'), join(one.place.folder, 'elsewhere', 'nights')];
    mkdirSync(join(to, '..'));
    renameSync(from, to);
    renameSync(join(one.place.folder, 'avha'), join(to, '..', 'avha'));
    const file = join(to, 'nightly.toml');
    const status = json((await one.place.run(['nightly', 'status', file, '--json'])).stdout);
    expect(status.resumePoint).toMatchObject({ run: newer.run, step: newer.step });
    expect(status.resumePoint.path.startsWith(to)).toBe(true);
    expect(status.next.sentence).toMatch(/^goes on from step \d+ of .*: its training is not finished$/);
    const ended = await one.place.run(['nightly', 'run', file], DONE);
    expect(ended.code, ended.stderr).toBe(0);
    const config = readFileSync(join(lineOf(ended).attempts[0].record, 'config.toml'), 'utf8');
    expect(config).toContain(`= "${join(to, 'series/runs', first.promoted)}`);
    expect(config).not.toContain(from);
  });

  test.concurrent('another series in the same folder is refused before it shares last-good, whatever the case of its name', async () => {
    const one = series('shared', '[on]\nfinished = "skip"\n');
    expect((await one.night(DONE)).code).toBe(0);
    const other = join(one.file, '..', 'other.toml');
    writeFileSync(other, readFileSync(one.file, 'utf8').replace('name = "demo"', 'name = "Demo"'));
    const status = await one.place.run(['nightly', 'status', other]);
    expect(status.stdout).toMatch(
      /\nnext night +cannot start: .* is the folder of the series demo, and this one is Demo\n/,
    );
    for (const _ of [1, 2]) {
      const night = await one.place.run(['nightly', 'run', other], DONE);
      expect(night.code, night.stderr).toBe(78);
      expect(lineOf(night).help).toContain('`folder`');
    }
    expect(readdirSync(join(one.folder, 'nights')).filter((name) => name.endsWith('.json'))).toHaveLength(1);
    expect((await one.night(DONE)).code).toBe(0);
  });

  test.concurrent('what --dry-run prints to be typed works, and what would be refused on this host is said', async () => {
    const one = series('typed');
    const dry = await one.place.run(['nightly', 'run', one.file, '--dry-run']);
    const command = dry.stdout.trim().split('\n').at(-1) ?? '';
    const typed = await one.place.shell(`export FAKE_SCENARIO=completes; ${command}`);
    expect(typed.stdout + typed.stderr).toContain('Exported safetensors');
    one.place.without('cosmos-rl');
    const status = await one.place.run(['nightly', 'status', one.file]);
    expect(status.stdout).toMatch(/\nhere +the checks would refuse it now: engine-missing: /);
    const again = await one.place.run(['nightly', 'run', one.file, '--dry-run']);
    expect(again.stdout).toMatch(/\nhere +the checks would refuse it now: engine-missing: /);
    expect(again.code).toBe(0);
    expect((await one.night(DONE)).code).toBe(69);
  });

  test.concurrent('an eval command that breaks is printed to be tried, and what is printed works', async () => {
    const one = series('eval-typed');
    const gate = 'eval = ["sh", "-c", "test -e fixed && echo $COOKBOOK_EXPORT > seen && exit 3; exit 4"]\n';
    one.write(nightlyToml(one.place, gate));
    const night = await one.night(DONE);
    expect(night.code, night.stderr).toBe(83);
    const [, line = ''] = /to do: .*try the eval command: `(.*)`/.exec(night.stderr) ?? [];
    writeFileSync(join(one.file, '..', 'fixed'), '');
    expect((await one.place.shell(line)).code).toBe(3);
    expect(readFileSync(join(one.file, '..', 'seen'), 'utf8')).toContain(lineOf(night).attempts[0].run);
    // A night that only asks again says the same.
    one.write(nightlyToml(one.place, gate).replace('finished = "restart"', 'finished = "skip"'));
    const skipped = await one.night(DONE);
    expect(skipped.code).toBe(83);
    expect(skipped.stderr).toContain(line);
  });

  test.concurrent('a finished series continues from last-good, goes on being resumed on it, and can be paused', async () => {
    const one = series('from-last-good', '[on]\nfinished = "continue-from-last-good"\n');
    const good = lineOf(await one.night(DONE));
    const half = await stopped(one);
    expect(half.attempts[0].did).toMatch(/^starts from the last good model/);
    const config = (night: { attempts: { record: string }[] }) =>
      readFileSync(join(night.attempts[0]?.record ?? '', 'config.toml'), 'utf8');
    const model = `runs/${good.promoted}/train/safetensors/step_20`;
    expect(config(half)).toContain(model);
    const listed = json((await one.place.run(['nightly', 'prune', one.file, '--dry-run', '--json'])).stdout);
    expect(listed.runs[0].kept).toBe('it is the last good run');
    expect((await one.place.run(['nightly', 'pause', one.file, '--reason', 'data are checked'])).code).toBe(
      0,
    );
    expect(lineOf(await one.night(DONE)).skipped).toMatch(/the series is paused since .*: data are checked/);
    expect((await one.place.run(['nightly', 'unpause', one.file])).code).toBe(0);
    const done = lineOf(await one.night(DONE));
    expect(done.attempts[0].resumedFrom).toEqual(half.resumePoint);
    expect(config(done)).toContain(model);
    expect(done.exitCode).toBe(0);
    const ls = json((await one.place.run(['nightly', 'ls', '--json'])).stdout);
    expect(ls.series).toMatchObject([{ series: 'demo', lastGood: done.promoted }]);
  });

  test.concurrent('a cut record of the newest run is refused, not started over in silence', async () => {
    const one = series('record-cut');
    const { attempts } = await stopped(one);
    writeFileSync(join(attempts[0].record, 'run.json'), '{"id":');
    const night = lineOf(await one.night(DONE));
    expect(night).toMatchObject({ exitCode: 78, attempts: [] });
    expect(night.reason).toMatch(/the newest run of this series, .* cannot be read/);
    expect(night.help).toContain(`mv ${attempts[0].record}`);
  });

  test.concurrent('a last-good that leads nowhere is refused before the night, and not after it', async () => {
    const one = series('dangling');
    await one.night(DONE);
    rmSync(resolve(one.folder, readlinkSync(join(one.folder, 'last-good'))), { recursive: true });
    const night = lineOf(await one.night(DONE));
    expect(night).toMatchObject({ exitCode: 78, attempts: [] });
    expect(night.reason).toContain('which is gone');
    expect(night.help).toContain(`rm ${join(one.folder, 'last-good')}`);
  });

  test.concurrent('of two starts at once exactly one wins; the other names it', async () => {
    const one = series('twice');
    const ends = await Promise.all([one.night(DONE), one.night(DONE), one.night(DONE)]);
    expect(ends.map((end) => end.code).sort()).toEqual([0, 75, 75]);
    const loser = ends.find((end) => end.code === 75);
    expect(lineOf(loser ?? (ends[0] as never)).reason).toMatch(
      /the series demo is held by .+ \(pid \d+\) since/,
    );
    expect(runsOf(one)).toHaveLength(1);
  });

  test.concurrent('two series on one host do not share a GPU', async () => {
    const one = series('gpus');
    const started = one.place.start(['nightly', 'run', one.file], { ...SLOW, FAKE_GPUS: '1' });
    await started.said(/training · step/);
    const other = join(one.place.folder, 'other.toml');
    const text = nightlyToml(one.place).replace('"../avha"', '"avha"');
    writeFileSync(other, text.replace('[retry]', '[retry]\nretryable = 0'));
    const busy = await one.place.run(['nightly', 'run', other], { ...DONE, FAKE_GPUS: '1' });
    expect(busy.code, busy.stderr).toBe(75);
    expect(lineOf(busy).reason).toContain('GPU 0 is used by');
    process.kill(started.pid, 'SIGINT');
    expect((await started.ended).code).toBe(130);
  });

  test.concurrent('a night that Slurm warns of its time limit may be tried again, and not as terminated', async () => {
    const one = series('warned');
    const started = one.place.start(['nightly', 'run', one.file], SLOW);
    await started.said(/training · step/);
    process.kill(started.pid, 'SIGUSR1');
    const ended = await started.ended;
    expect([ended.code, lineOf(ended)]).toMatchObject([75, { outcome: 'retryable', exitCode: 75 }]);
    for (const run of runsOf(one)) expect(leftOf(run)).toEqual([]);
  });

  test.concurrent('after kill -9 the next night ends the lost run with a checkpoint and goes on from it', async () => {
    const one = series('lost');
    const started = one.place.start(['nightly', 'run', one.file], SLOW);
    await started.said(/training · step/);
    process.kill(started.pid, 'SIGKILL');
    await started.ended;
    const night = lineOf(await one.night(DONE));
    expect(night.exitCode).toBe(0);
    expect(night.notes.join('\n')).toMatch(/taken over from .+is abandoned.+trained without a supervisor/s);
    expect(night.attempts[0].resumedFrom.step).toBeGreaterThan(0);
    for (const run of runsOf(one)) expect(leftOf(run)).toEqual([]);
  });

  test.concurrent('retries follow the class of the ending', async () => {
    const one = series('retries', '', 'stall_timeout = "2s"');
    const stalled = lineOf(await one.night({ FAKE_SCENARIO: 'no-progress' }));
    expect(stalled.attempts.map((each: { outcome: string }) => each.outcome)).toEqual(['stalled', 'stalled']);
    expect(stalled.exitCode).toBe(81);
    const memory = lineOf(await one.night({ FAKE_SCENARIO: 'oom-exit-0' }));
    expect(memory.attempts).toHaveLength(1);
    expect(memory.exitCode).toBe(80);
  });
});

describe.concurrent('gate, retention, hooks', () => {
  test.concurrent('a worse model is not promoted, a broken eval is asked again, retention spares what is needed', async () => {
    const accuracy = (value: string) =>
      `eval = ["sh", "-c", "${value}"]\nmetrics = { accuracy = "higher" }\n[keep]\ngood = 1\n`;
    const say = (value: number) => `${accuracyOf(String(value))}[keep]\ngood = 1\n`;
    const one = series('gate', say(0.9));
    const first = lineOf(await one.night(DONE));
    expect(first.gate).toMatchObject({ passed: true, metrics: { accuracy: 0.9 }, dtypes: ['F32'] });
    const link = readlinkSync(join(one.folder, 'last-good'));
    one.write(nightlyToml(one.place, say(0.8)));
    const worse = await one.night(DONE);
    expect(lineOf(worse)).toMatchObject({ exitCode: 1, outcome: 'failed', gate: { passed: false } });
    expect(lineOf(worse).reason).toContain('accuracy 0.8 is worse than 0.9');
    expect(readlinkSync(join(one.folder, 'last-good'))).toBe(link);
    one.write(nightlyToml(one.place, accuracy('exit 3')));
    const blind = lineOf(await one.night(DONE));
    expect(blind).toMatchObject({ exitCode: 83, outcome: 'unverified' });
    const listed = json((await one.place.run(['nightly', 'prune', one.file, '--dry-run', '--json'])).stdout);
    expect(listed.runs.map((row: { kept?: string }) => row.kept)).toEqual([
      'it is the last good run',
      undefined,
      'it is the newest run',
    ]);
    const exports = join(one.folder, 'runs', lineOf(worse).attempts[0].run, 'train/safetensors');
    const notes = join(exports, 'notes.txt');
    writeFileSync(notes, 'mine');
    one.write(nightlyToml(one.place, say(0.95)));
    const better = lineOf(await one.night(DONE));
    expect(better.exitCode).toBe(0);
    expect(better.notes.join()).toContain('the run of an earlier night was judged now: promoted');
    expect(readdirSync(exports)).toEqual(['notes.txt']);
    expect(existsSync(join(one.folder, 'last-good', 'config.json'))).toBe(true);
    for (const run of runsOf(one)) expect(existsSync(join(run, 'run.json'))).toBe(true);
  });

  test.concurrent('the clock does not decide which run is the newest', async () => {
    const say = (value: number) => accuracyOf(String(value));
    const one = series('clock', say(0.9));
    const at = (hour: number): Record<string, string> => ({
      ...DONE,
      NODE_OPTIONS: `--import=file://${resolve(import.meta.dirname, '../fixtures/clock.mjs')}`,
      CLOCK_AT: String(Date.UTC(2026, 9, 25, hour)),
    });
    const good = lineOf(await one.night(at(3)));
    expect(good.promoted).toBe(good.attempts[0].run);
    // In the same millisecond, an hour earlier, and in that very millisecond again: always the run of tonight is judged.
    const seen = [];
    for (const [hour, value] of [
      [3, 0.8],
      [2, 0.7],
      [2, 0.6],
    ] as const) {
      one.write(nightlyToml(one.place, say(value)));
      const night = lineOf(await one.night(at(hour)));
      expect(night.reason).toContain(`accuracy ${value} is worse than 0.9`);
      expect(night).toMatchObject({ exitCode: 1, lastGood: good.promoted, gate: { passed: false } });
      seen.push(night.night);
    }
    const listed = json((await one.place.run(['nightly', 'prune', one.file, '--dry-run', '--json'])).stdout);
    expect(listed.runs.at(0)).toMatchObject({ run: good.promoted, kept: 'it is the last good run' });
    expect(listed.runs.at(-1)).toMatchObject({ kept: 'it is the newest run' });
    const status = json((await one.place.run(['nightly', 'status', one.file, '--json'])).stdout);
    expect(status.nights.map((each: { night: string }) => each.night)).toEqual([good.night, ...seen]);
  });

  test.concurrent('hooks get the record; planted secrets reach no record, log or argument', async () => {
    const secret = 'planted-0123456789';
    const one = series('hooks');
    one.write(
      nightlyToml(
        one.place,
        'eval = ["sh", "-c", "echo $MY_TOKEN >&2; exit 1"]\n[on]\nfailure = ["sh", "-c", "cat > got.json; echo $MY_TOKEN; exit 4"]\n',
      ),
    );
    const ended = await one.night({ ...DONE, MY_TOKEN: secret, HF_TOKEN: `hf_${'a'.repeat(30)}` });
    const night = lineOf(ended);
    expect(night.hooks).toEqual([{ hook: 'failure', exitCode: 4 }]);
    expect(night.exitCode).toBe(83);
    expect(night.reason).toContain('[MY_TOKEN]');
    const base = join(one.file, '..');
    expect(fileOf(join(base, 'got.json')).night).toBe(night.night);
    const files = filesBelow(base).filter((name) => /\.(json|ndjson|log|md|toml|lock)$/.test(name));
    expect(files.length).toBeGreaterThan(8);
    for (const text of [
      ended.stdout,
      ended.stderr,
      ...files.map((name) => readFileSync(join(base, name), 'utf8')),
    ]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain('hf_aaaa');
    }
    one.write(nightlyToml(one.place, `[on]\nsuccess = ["tell", "${secret}"]\n`));
    const refused = await one.night({ ...DONE, MY_TOKEN: secret });
    expect(refused.code).toBe(78);
    expect(refused.stderr).toContain('the value of MY_TOKEN');
    expect(refused.stderr).not.toContain(secret);
  });
});

describe.concurrent('bad input', () => {
  test.concurrent.each([
    [
      'a misspelt key',
      'untill = "07:00"',
      78,
      /nightly\.toml:\d+:1: `untill` is not a setting; did you mean `until`\?/,
    ],
    ['a wrong time', 'until = "7am"', 78, /nightly\.toml:\d+:1: `until`: write a time of day/],
    ['two deadlines', 'until = "07:00"\nfor = "5h"', 78, /`for`: give `until` or `for`, not both/],
    ['broken TOML', 'until = ', 78, /nightly\.toml:\d+:\d+: not valid TOML/],
  ] as const)('%s', async (_, top, code, text) => {
    const one = series('bad', '', top);
    const ended = await one.night();
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(text);
    expect(existsSync(one.folder)).toBe(false);
  });

  test.concurrent('keys that the series decides, missing files, flags', async () => {
    const one = series('owned');
    one.write(nightlyToml(one.place).replace('"train.epoch=500"', '"train.resume=true"'));
    expect((await one.night()).stderr).toContain('which the series decides');
    rmSync(one.file);
    expect((await one.night()).code).toBe(66);
    one.write(nightlyToml(one.place));
    for (const flags of [
      ['--until', '25:00'],
      ['--for', '0h'],
      ['--for', '999999999999h'],
      ['--for', '1h', '--until', '07:00'],
    ])
      expect((await one.night({}, ...flags)).code).toBe(2);
  });

  test.concurrent('--dry-run and status change nothing', async () => {
    const one = series('dry');
    const dry = await one.night({}, '--dry-run', '--json', '--for', '5h');
    expect(dry.code, dry.stderr).toBe(0);
    expect(json(dry.stdout)).toMatchObject({
      schemaVersion: 1,
      series: 'demo',
      next: { does: 'start', sentence: 'starts from the base model: this series has not trained yet' },
      planned: { steps: 20 },
      objective: { scope: 'brain-only' },
    });
    const text = await one.night({}, '--dry-run');
    expect(text.stdout).toMatch(/^this night starts from the base model.*\n\nconfig for cosmos-rl.*command/s);
    const status = await one.place.run(['nightly', 'status', one.file]);
    expect(status.stdout).toContain('starts from the base model');
    expect(existsSync(one.folder)).toBe(false);
  });

  test.concurrent('half-written records of nights and runs are said and passed over', async () => {
    const one = series('half');
    await one.night(DONE);
    writeFileSync(join(one.folder, 'nights', 'broken.json'), '{"night": ');
    writeFileSync(join(one.folder, 'night.lock'), '{"run": ');
    const status = await one.place.run(['nightly', 'status', one.file]);
    expect(status.stderr).toContain('broken.json');
    const night = lineOf(await one.night(DONE));
    expect(night.exitCode).toBe(0);
    expect(night.notes.join()).toContain('was damaged and was taken over');
    await until(() => !existsSync(join(one.folder, 'night.lock')), 'the lease to be given back');
  });
});
