/** Nights of a series as jobs: one at a time on the whole cluster, with the gate and the link of any other night. */
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Place, place, until } from './rig.ts';

const TOML = (here: Place, more: string) => `schema_version = 1
name = "demo"
preset = "reason1-av-caption"
dataset = "../avha"
model = ${JSON.stringify(join(here.folder, '.model'))}
engine = "0.4.7"
gpus = 2
set = [
  "train.train_batch_per_replica=1", "train.train_policy.mini_batch=1", "train.max_num_steps=12",
  "train.optm_warmup_steps=2", "train.ckpt.save_freq=4", "train.epoch=500", "validation.enable=false",
]
folder = "series"
save_reserve = "5s"
${more}
[slurm]
nodes = 2
[retry]
wait = "0s"
[gate]
validation_loss = "if-present"
`;

function series(name: string, more = '') {
  const here = place(name);
  const base = join(here.folder, 'nights');
  mkdirSync(base);
  const file = join(base, 'nightly.toml');
  writeFileSync(file, TOML(here, more));
  return { here, file, folder: join(base, 'series') };
}

const nights = (folder: string) =>
  existsSync(join(folder, 'nights'))
    ? readdirSync(join(folder, 'nights'))
        .filter((name) => name.endsWith('.json'))
        .map((name) => JSON.parse(readFileSync(join(folder, 'nights', name), 'utf8')))
    : [];

describe('a night as a job', () => {
  test('two are handed in: the second waits for the first, which trains and is promoted', async () => {
    const { here, file, folder } = series('nights');
    // Of one node each: there is room for both, and only the name keeps them apart.
    writeFileSync(file, readFileSync(file, 'utf8').replace('nodes = 2', 'nodes = 1'));
    const first = JSON.parse(here.run('nightly', 'run', file, '--for', '30m').stdout);
    const second = JSON.parse(here.run('nightly', 'run', file, '--for', '30m').stdout);
    const shown = (id: string, key: string) =>
      new RegExp(` ${key}=(\\S+)`).exec(here.slurm('scontrol', '--oneliner', 'show', 'job', id).stdout)?.[1];
    await until(() => shown(second.job.id, 'Reason') === 'Dependency', 'the dependency', 15);
    expect(shown(second.job.id, 'JobState')).toBe('PENDING');
    expect(shown(first.job.id, 'TimeLimit')).toBe('00:40:00');
    const log = (id: string) => {
      const path = join(folder, `night-${id}.log`);
      return existsSync(path) ? readFileSync(path, 'utf8') : '';
    };
    await until(
      () => shown(first.job.id, 'JobState') === 'COMPLETED',
      `the first night\n${log(first.job.id)}`,
      60,
    );
    expect(nights(folder)[0], log(first.job.id)).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
    const good = readlinkSync(join(folder, 'last-good'));
    const [run = ''] = readdirSync(join(folder, 'runs')).filter(
      (name) => !name.startsWith('.') && name !== 'last',
    );
    expect(good).toContain(run);
    const record = JSON.parse(readFileSync(join(folder, 'runs', run, 'run.json'), 'utf8'));
    expect(record).toMatchObject({
      outcome: 'succeeded',
      where: { executor: 'slurm', nodes: ['n1'], job: { id: first.job.id } },
    });
    await until(() => shown(second.job.id, 'JobState') === 'COMPLETED', 'the second night', 60);
    expect(log(second.job.id)).toContain('trained nothing');
    expect(readlinkSync(join(folder, 'last-good'))).toBe(good);
  });

  test('on two nodes its deadline asks for a checkpoint, from which the next night will go on', async () => {
    const { here, file, folder } = series('deadline');
    writeFileSync(file, readFileSync(file, 'utf8').replace('max_num_steps=12', 'max_num_steps=4000'));
    const job = JSON.parse(here.run('nightly', 'run', file, '--for', '25s').stdout).job.id;
    const state = () =>
      / JobState=(\S+)/.exec(here.slurm('scontrol', '--oneliner', 'show', 'job', job).stdout)?.[1];
    await until(() => /COMPLETED|FAILED|CANCELLED/.test(state() ?? ''), 'the deadline', 80);
    const [night] = nights(folder);
    expect(night).toMatchObject({ outcome: 'retryable', exitCode: 75, stopped: 'deadline' });
    expect(night.resumePoint.step).toBeGreaterThan(0);
    const run = JSON.parse(readFileSync(join(folder, 'runs', night.attempts[0].run, 'run.json'), 'utf8'));
    expect(run.where.nodes).toEqual(['n1', 'n2']);
    const shown = here.slurm('scontrol', '--oneliner', 'show', 'job', job).stdout;
    expect(/ ExitCode=(\S+)/.exec(shown)?.[1]).toBe('75:0');
  });
});

describe('a night whose job is queued again', () => {
  test('ends what its first part has left, which is no job of its own, and goes on from the checkpoint', async () => {
    const { here, file, folder } = series('again');
    writeFileSync(file, readFileSync(file, 'utf8').replace('max_num_steps=12', 'max_num_steps=40'));
    const job = JSON.parse(here.run('nightly', 'run', file, '--for', '30m').stdout).job.id;
    const shown = (key: string) =>
      new RegExp(` ${key}=(\\S+)`).exec(here.slurm('scontrol', '--oneliner', 'show', 'job', job).stdout)?.[1];
    const runs = () =>
      existsSync(join(folder, 'runs'))
        ? readdirSync(join(folder, 'runs')).filter((name) =>
            existsSync(join(folder, 'runs', name, 'run.json')),
          )
        : [];
    const log = () => readFileSync(join(folder, `night-${job}.log`), 'utf8');
    await until(
      () =>
        runs().some((run) =>
          existsSync(join(folder, 'runs', run, 'train/checkpoints/step_4/policy/.rank_0_complete')),
        ),
      'the first checkpoint',
      60,
    );
    // As a lost node does: no part of it has time for a last word.
    const [night] = nights(folder);
    process.kill(night.supervisor.pid, 'SIGKILL');
    await until(() => /COMPLETED|FAILED/.test(shown('JobState') ?? ''), 'the end of the first part', 60);
    here.slurm('scontrol', 'requeue', job);
    await until(() => shown('JobState') === 'PENDING', 'the job in the queue', 60);
    const status = JSON.parse(here.run('nightly', 'status', file, '--json').stdout);
    expect(status.next.does).toBe('resume');
    here.slurm('scontrol', 'update', `jobid=${job}`, 'StartTime=now');
    await until(() => shown('JobState') === 'COMPLETED', `the second part\n${log()}`, 90);
    const [, second] = nights(folder);
    expect(second, log()).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
    expect(second.notes.join('\n')).toContain('was left in the middle');
    expect(second.attempts[0].resumedFrom.step).toBeGreaterThanOrEqual(4);
    expect(second.attempts).toHaveLength(1);
  });
});

describe('what is handed in', () => {
  test('begins at `at`, ends behind the deadline, and is one of its name', () => {
    const { here, file } = series('script', 'at = "02:00"\nuntil = "07:00"');
    const { stdout, code } = here.run('nightly', 'run', file, '--dry-run');
    expect(code).toBe(0);
    expect(stdout).toContain('#SBATCH --dependency=singleton');
    expect(stdout).toContain('#SBATCH --job-name=cookbook-run-night-demo');
    expect(stdout).toMatch(/#SBATCH --begin=\d{4}-\d\d-\d\dT02:00:00/);
    expect(stdout).toContain('#SBATCH --time=05:10:00');
    expect(stdout).toMatch(/exec \S+ \S+ nightly run \S+nightly\.toml --for "\$left"s/);
    expect(here.slurm('squeue', '-h').stdout).toBe('');
  });

  test('[slurm] without gpus is refused', () => {
    const { here, file } = series('gpus');
    writeFileSync(file, readFileSync(file, 'utf8').replace('gpus = 2\n', ''));
    const { code, stderr } = here.run('nightly', 'run', file);
    expect([code, stderr]).toEqual([78, expect.stringContaining('the number on each node')]);
  });
});
