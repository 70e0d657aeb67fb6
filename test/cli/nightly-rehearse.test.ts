/** `rehearse = "when changed"`: a night shows first what was never rehearsed, and trains nothing where that fails. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lineOf, nightlyToml, type Series, series } from './nightly-rig.ts';
import { json, until } from './rig.ts';

const TOP = 'rehearse = "when changed"';
const GOOD = { FAKE_SCENARIO: 'slow', FAKE_STEP_SECONDS: '0.02', FAKE_SAVES: '1' };

/** Runs of the series and of its rehearsals. */
const runsOf = ({ folder }: Series) => readdirSync(join(folder, 'runs')).filter((name) => /^2/.test(name));
const rehearsalsOf = ({ folder }: Series) => {
  const place = join(folder, 'runs/rehearsals');
  const names = existsSync(place) ? readdirSync(place) : [];
  return names.filter((name) => existsSync(join(place, name, 'run.json'))).map((name) => join(place, name));
};
const nextOf = async ({ place, file }: Series) =>
  json((await place.run(['nightly', 'status', file, '--json'])).stdout).next;

describe.concurrent('rehearse = "when changed"', () => {
  test('rehearses before the first training, and again only for another one', async () => {
    const one = series('nightly-rehearse', '', TOP);
    expect(await nextOf(one)).toMatchObject({ does: 'start', rehearses: true });
    const first = await one.night(GOOD);
    expect(first.code, first.stderr).toBe(0);
    const [attempt] = lineOf(first).attempts;
    expect(attempt.rehearsal).toMatchObject({ ok: true, outcome: 'succeeded', exitCode: 0 });
    expect(rehearsalsOf(one)).toHaveLength(2);
    expect(rehearsalsOf(one).map((run) => existsSync(join(run, 'train')))).toEqual([false, false]);
    expect(runsOf(one)).toEqual([attempt.run]);
    expect(readFileSync(join(one.folder, 'latest.md'), 'utf8')).toMatch(/rehearsal.*passed in/);

    expect(await nextOf(one)).not.toHaveProperty('rehearses');
    const second = await one.night(GOOD);
    expect(lineOf(second).attempts[0]).not.toHaveProperty('rehearsal');
    expect(rehearsalsOf(one)).toHaveLength(2);

    one.write(nightlyToml(one.place, '', TOP).replace('train.epoch=500', 'train.epoch=400'));
    expect(await nextOf(one)).toMatchObject({ rehearses: true });
  });

  test('new weights of the same shape are no reason, another shape is', async () => {
    const on = '[on]\nfinished = "continue-from-last-good"\n';
    const one = series('nightly-rehearse', on, TOP);
    const first = lineOf(await one.night(GOOD));
    expect(first.attempts[0].rehearsal).toMatchObject({ ok: true });
    const said = await nextOf(one);
    expect(said.sentence).toMatch(/^starts from the last good model/);
    expect(said).not.toHaveProperty('rehearses');
    const second = await one.night(GOOD);
    expect(second.code, second.stderr).toBe(0);
    const [attempt] = lineOf(second).attempts;
    expect(attempt.did).toBe(said.sentence);
    expect(attempt).not.toHaveProperty('rehearsal');
    expect(readFileSync(join(attempt.record, 'config.toml'), 'utf8')).toContain(first.promoted);

    writeFileSync(join(one.folder, 'last-good/config.json'), '{"model_type": "qwen3_vl"}');
    expect(await nextOf(one)).toMatchObject({ does: 'start', rehearses: true });
  });

  test('trains nothing where it fails, and ends with its code, cause and page', async () => {
    const one = series('nightly-rehearse', '', TOP);
    const { code, stdout, stderr } = await one.night({ FAKE_SCENARIO: 'oom-exit-0' });
    expect(code, stderr).toBe(80);
    const night = json(stdout);
    expect(night.attempts).toHaveLength(1);
    expect(night.attempts[0]).toMatchObject({ run: null, exitCode: 80, rehearsal: { ok: false } });
    expect(night.reason).toMatch(/^the rehearsal failed, and nothing was trained: /);
    expect(runsOf(one)).toEqual([]);
    const page = readFileSync(join(one.folder, 'latest.md'), 'utf8');
    expect(page).toMatch(/\*\*out-of-gpu-memory: the rehearsal failed/);
    expect(page).toContain('`cookbook-run explain cuda-out-of-memory`'.replaceAll('`', '\\`'));
    // A failed one is no pass.
    expect(await nextOf(one)).toMatchObject({ rehearses: true });
  });

  test('what a killed night left of one is ended, its weights are removed, and it is rehearsed again', async () => {
    const one = series('nightly-rehearse', '', TOP);
    const night = one.place.start(['nightly', 'run', one.file], { ...GOOD, FAKE_STEP_SECONDS: '1' });
    const saved = () => rehearsalsOf(one).some((run) => existsSync(join(run, 'train/checkpoints')));
    await until(saved, 'a checkpoint of the rehearsal');
    process.kill(night.pid, 'SIGKILL');
    await night.ended;
    const [left] = rehearsalsOf(one);
    const next = await one.night(GOOD);
    expect(next.code, next.stderr).toBe(0);
    expect(json(readFileSync(join(left ?? '', 'run.json'), 'utf8')).status).toBe('ended');
    expect(existsSync(join(left ?? '', 'train'))).toBe(false);
    expect(lineOf(next).notes.join('\n')).toContain('had no end: it was ended');
    expect(lineOf(next).attempts[0].rehearsal).toMatchObject({ ok: true });
  });

  test('is over at the deadline, too, and the next night goes on with it', async () => {
    const one = series('nightly-rehearse', '', `${TOP}\nstall_timeout = "1m"`);
    const { code, stdout, stderr } = await one.night({ ...GOOD, FAKE_STEP_SECONDS: '6' }, '--for', '9s');
    expect(code, stderr).toBe(75);
    expect(json(stdout)).toMatchObject({ stopped: 'deadline', attempts: [{ run: null, exitCode: 75 }] });
    expect(stderr).toContain('the rehearsal was stopped before its end, and nothing was trained');
    expect(runsOf(one)).toEqual([]);
    expect(await nextOf(one)).toMatchObject({ does: 'start', rehearses: true });
  });

  test('is refused for nights on a cluster, where nobody has tried it', async () => {
    const one = series('nightly-rehearse', '', TOP);
    writeFileSync(one.file, nightlyToml(one.place, '[slurm]\nnodes = 1\n', TOP));
    const { code, stderr } = await one.place.run(['nightly', 'status', one.file]);
    expect(code).toBe(78);
    expect(stderr).toContain('a night on a cluster is not rehearsed');
  });
});
