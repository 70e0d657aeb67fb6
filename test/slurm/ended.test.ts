/** What ends a job from outside: its limit, a more urgent job, the loss of the node that it is watched from, a killed cookbook-run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { processes } from './processes.ts';
import { place, type Submitted, until } from './rig.ts';

const kill = (pid: number) => process.kill(pid, 'SIGKILL');
const over = (run: Submitted) => !/RUNNING|COMPLETING|PENDING/.test(run.state().state);

test('the limit is reached before anything is saved: it can be tried again, and is not queued again', async () => {
  const here = place('limit');
  // Slurm asks two minutes before a limit of one: at once, and the step that is made then takes longer than the limit.
  const run = here.submit({ STANDIN_PACE: '1,600' }, '--max-requeues', '3');
  await run.said('Step: 1/12');
  here.slurm('scontrol', 'update', `jobid=${run.job}`, 'TimeLimit=1');
  const record = await run.ended(110);
  expect(record).toMatchObject({ outcome: 'retryable', exitCode: 75, step: { last: 1 } });
  expect(record.attempts).toHaveLength(1);
  expect(record).not.toHaveProperty('failed');
  await until(() => over(run), 'the end of the job');
  expect(run.state()).toMatchObject({ state: 'TIMEOUT', restarts: 0 });
  expect(run.left()).toEqual([]);
  expect(here.run('runs', 'show', run.id).stdout).toMatch(/status +retryable/);
  // Not what `sbatch --wait` says: like a cancelled job, this one is over for Slurm before its script is.
  await until(() => run.state().exitCode === '75:0', 'the code of the job', 45);
}, 200_000);

test('a more urgent job takes the nodes: the run goes on afterwards from its checkpoint', async () => {
  const here = place('preempted');
  const run = here.submit({ STANDIN_PACE: '0.5' });
  await run.said('Step: 5/12');
  const job = here.slurm(
    'sbatch',
    '-p',
    'urgent',
    '-N2',
    '--exclusive',
    '--parsable',
    '-o',
    '/dev/null',
    '--wrap',
    'sleep 3',
  );
  expect(job.code, job.stderr).toBe(0);
  await until(() => run.state().restarts === 1, 'the requeue');
  const record = await run.endedSoon();
  expect(record).toMatchObject({ outcome: 'succeeded', exitCode: 0, step: { last: 12 } });
  expect(record.attempts).toMatchObject([{ outcome: 'retryable' }, { from: expect.any(Number) }]);
  expect(record.attempts[1].from).toBeGreaterThan(0);
  await until(() => over(run), 'the end of the job');
  expect(run.state()).toMatchObject({ state: 'COMPLETED', restarts: 1, exitCode: '0:0' });
  expect(run.left()).toEqual([]);
});

/** The processes of a job on a node, and the daemons of Slurm that hold them. */
function onNode(run: Submitted, node: string): readonly number[] {
  const own = processes().filter(
    ({ environ }) =>
      environ.includes(`SLURM_JOB_ID=${run.job}`) && environ.includes(`SLURMD_NODENAME=${node}`),
  );
  const parents = own.flatMap(({ pid }) => {
    const parent = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
    return /^slurmstepd/.test(readFileSync(`/proc/${parent}/cmdline`, 'utf8')) ? [parent] : [];
  });
  return [...new Set([...parents, ...own.map(({ pid }) => pid)])];
}

test('the first node is lost, and cookbook-run with it: the run is finished later, and nothing of it is left on the other', async () => {
  const here = place('batch-host');
  const cluster = process.env['COOKBOOK_CLUSTER'] as string;
  const run = here.submit({ STANDIN_PACE: '1' });
  await run.said('checkpoint saved successfully');
  const dead = [Number(readFileSync(join(cluster, 'run/slurmd-n1.pid'), 'utf8')), ...onNode(run, 'n1')];
  for (const pid of dead) kill(pid);
  for (const { pid, command } of processes()) if (command.startsWith('redis-server 0.0.0.0:')) kill(pid);
  await until(() => run.left('n2').length === 0, 'the end of what ran on n2', 60);
  await until(() => run.state().state === 'PENDING', 'the requeue', 60);
  expect(JSON.parse(here.run('runs', 'ls', '--json').stdout).runs[0]).toMatchObject({ status: 'pending' });
  here.slurm('bash', join(import.meta.dirname, 'cluster.sh'), 'node', cluster, 'n1');
  const record = await run.endedSoon();
  expect(record).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
  expect(record.attempts).toMatchObject([{ outcome: 'abandoned' }, { from: expect.any(Number) }]);
  await until(() => over(run), 'the end of the job');
  expect(run.state()).toMatchObject({ state: 'COMPLETED', exitCode: '0:0' });
  expect(run.left()).toEqual([]);
});

test('cookbook-run in the job is killed: abandoned until somebody asks, and nothing is left on either node', async () => {
  const here = place('supervisor');
  const run = here.submit({ STANDIN_PACE: '0.5' });
  await run.said('Step: 5/12');
  const supervisor = processes().find(
    ({ command, environ }) =>
      command.includes('runs supervise') && environ.includes(`SLURM_JOB_ID=${run.job}`),
  );
  kill(supervisor?.pid ?? 0);
  await until(() => over(run), 'the end of the job');
  expect(run.state()).toMatchObject({ state: 'FAILED', exitCode: '0:9' });
  expect(JSON.parse(here.run('runs', 'ls', '--json').stdout).runs[0]).toMatchObject({ status: 'abandoned' });
  await until(() => run.left().length === 0, `the end of ${run.left().join('; ')}`, 60);
  const followed = here.run('runs', 'follow', run.id);
  const record = run.record();
  expect(record).toMatchObject({ status: 'ended', exitCode: followed.code });
  expect(followed.code).not.toBe(0);
  expect(record.findings.map(({ id }: { id: string }) => id)).toContain('job-ended-unseen');
  await until(() => run.waited() !== undefined, 'sbatch --wait', 45);
  // What 22.05 makes of a batch script that a signal ended.
  expect(run.waited()).toBe(1);
});
