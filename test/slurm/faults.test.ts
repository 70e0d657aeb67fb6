/** What goes wrong on a cluster, each with its true code in Slurm and in the record, the first failing node, and nothing left. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processes } from './processes.ts';
import { CLI, place, type Submitted, until } from './rig.ts';

/** A process of the run on a node whose command has the word. */
function processOf(run: Submitted, node: string, word: string): number {
  const found = processes().find(
    ({ environ, command }) =>
      environ.includes(`COOKBOOK_RUN_ID=${run.id}`) &&
      environ.includes(`SLURMD_NODENAME=${node}`) &&
      command.includes(word),
  );
  if (found === undefined) throw new Error(`no ${word} on ${node}`);
  return found.pid;
}

const kill = (pid: number) => process.kill(pid, 'SIGKILL');

/** What `sbatch --wait` must end with; it is looked at when all tests are over, since it looks seldom. */
const waiting: { readonly run: Submitted; readonly code: number }[] = [];

/** The state of the job once it is over, and that it is what the record says. */
async function overAs(run: Submitted, state: string, exitCode: string): Promise<void> {
  await until(() => !/RUNNING|COMPLETING/.test(run.state().state), 'the end of the job');
  expect(run.state()).toMatchObject({ state, exitCode });
  waiting.push({ run, code: Number(exitCode.split(':')[0]) });
}

describe('a failure', () => {
  test.each(['n1', 'n2'])(
    'an exception of a worker on %s is named with its node, in record and job',
    async (node) => {
      const here = place(`raise-${node}`);
      const run = here.submit({ STANDIN_FAULT: `${node}:5:raise` });
      const record = await run.ended();
      expect(record).toMatchObject({ outcome: 'failed', exitCode: 1, step: { last: 4 }, failed: { node } });
      expect(record.findings[0].id, JSON.stringify(record.findings)).toBe('setting-without-effect');
      const told = record.findings.find(({ id }: { id: string }) => id === 'first-failing-node');
      expect(told.message).toContain(`${node} failed first`);
      expect(JSON.stringify(record.findings)).toContain('a sample of this node cannot be decoded');
      await overAs(run, 'FAILED', '1:0');
      expect(run.left()).toEqual([]);
      expect(here.run('runs', 'show', 'last').stdout).toContain(`${node} failed first`);
    },
  );

  test('a worker that is killed without a word', async () => {
    const run = place('killed').submit({ STANDIN_PACE: '0.3' });
    await run.said('Step: 3/12');
    kill(processOf(run, 'n2', 'cosmos_rl.worker'));
    const record = await run.ended();
    expect(record).toMatchObject({ exitCode: 1, failed: { node: 'n2' } });
    await overAs(run, 'FAILED', '1:0');
    expect(run.left()).toEqual([]);
  });

  test('torchrun of a node is killed: its workers go with it', async () => {
    const run = place('agent').submit({ STANDIN_PACE: '0.3' });
    await run.said('Step: 3/12');
    kill(processOf(run, 'n2', 'cosmos_rl.agent'));
    const record = await run.ended();
    expect(record).toMatchObject({ exitCode: 1, failed: { node: 'n2' } });
    expect(run.left()).toEqual([]);
  });

  test('the controller dies', async () => {
    const run = place('controller').submit({ STANDIN_PACE: '0.3', STANDIN_TRIES: '600' });
    await run.said('Step: 3/12');
    kill(processOf(run, 'n1', 'cosmos_rl.controller'));
    const record = await run.ended();
    expect(record).toMatchObject({ outcome: 'failed', exitCode: 1, failed: { node: 'n1' } });
    expect(record.findings.map(({ id }: { id: string }) => id)).toContain('controller-died');
    await overAs(run, 'FAILED', '1:0');
    expect(run.left()).toEqual([]);
  });
});

describe('a stop', () => {
  test('scancel: terminated, never queued again', async () => {
    const here = place('scancel');
    const run = here.submit({ STANDIN_PACE: '0.3' });
    await run.said('Step: 3/12');
    here.slurm('scancel', run.job);
    const record = await run.ended();
    expect(record).toMatchObject({ outcome: 'terminated', exitCode: 143 });
    await until(() => run.state().state === 'CANCELLED', 'the end of the job');
    expect(run.state()).toMatchObject({ restarts: 0, exitCode: '143:0' });
    // Not asked: `sbatch --wait` of 22.05 says 0 where it looks before the batch script has ended, else 143 (seen).
    expect(run.left()).toEqual([]);
  });

  test('runs stop: with a checkpoint, and the code of a stop', async () => {
    const here = place('stop');
    const run = here.submit({ STANDIN_PACE: '0.3' });
    await run.said('Step: 3/12');
    const stopped = here.run('runs', 'stop', run.id);
    expect(stopped.code, stopped.stderr).toBe(0);
    const record = run.record();
    expect(record).toMatchObject({ outcome: 'terminated', exitCode: 143 });
    expect(record.checkpoint.step).toBe(record.step.last);
    await overAs(run, 'FAILED', '143:0');
    expect(run.left()).toEqual([]);
  });

  test('runs stop, and a node is lost meanwhile: the run ends all the same, and its job is not left in the queue', async () => {
    const here = place('stop-lost');
    const cluster = process.env['COOKBOOK_CLUSTER'] as string;
    const run = here.submit({ STANDIN_PACE: '15' });
    await run.said('Step: 1/12');
    kill(Number(readFileSync(join(cluster, 'run/slurmd-n2.pid'), 'utf8')));
    try {
      here.slurm('bash', '-c', `${process.execPath} ${CLI} runs stop ${run.id} > stop 2>&1 &`);
      const record = await run.ended(60);
      expect(record).toMatchObject({ outcome: 'terminated', exitCode: 143, failed: { node: 'n2' } });
      expect(record.findings.map(({ id }: { id: string }) => id)).toContain('node-lost');
      await until(() => /CANCELLED|FAILED|NODE_FAIL/.test(run.state().state), 'the end of the job');
      expect(here.slurm('squeue', '-h', '-j', run.job).stdout).toBe('');
      await until(() => run.left().length === 0, 'the end of what ran on n2', 60);
    } finally {
      here.slurm('bash', join(import.meta.dirname, 'cluster.sh'), 'node', cluster, 'n2');
    }
  });

  test('a job that waits, also for a node that never comes, is shown with the reason and taken back', async () => {
    const here = place('waiting');
    const first = here.submit({ STANDIN_PACE: '3' });
    await first.said('Step: 1/12');
    const second = here.submit();
    const listed = JSON.parse(here.run('runs', 'ls', '--json').stdout).runs;
    expect(listed.find(({ id }: { id: string }) => id === second.id)).toMatchObject({ status: 'pending' });
    expect(here.run('runs', 'ls').stdout).toMatch(/pending \((Resources|Priority)\)/);
    here.slurm('scontrol', 'update', 'NodeName=n2', 'State=DOWN', 'Reason=test');
    try {
      await until(() => first.state().state !== 'RUNNING', 'the end of the first');
      await until(() => second.state().state === 'PENDING', 'the second to wait');
      expect(here.run('runs', 'show', second.id).stdout).toMatch(/status +pending \(\S+\)/);
      expect(here.run('runs', 'stop', second.id).code).toBe(0);
      expect(second.record()).toMatchObject({ outcome: 'terminated', exitCode: 143 });
      // The node registers again by itself: the job may have begun before it was taken back.
      expect(second.state().state).toMatch(/^(CANCELLED|FAILED)$/);
      expect(second.left()).toEqual([]);
    } finally {
      here.slurm('scontrol', 'update', 'NodeName=n2', 'State=RESUME');
      here.slurm('scancel', first.job);
    }
  });
});

describe('the job is queued again', () => {
  test('USR1 before the limit: checkpoint, requeue, resume, success', async () => {
    const here = place('usr1');
    const run = here.submit({ STANDIN_PACE: '0.3' });
    await run.said('Step: 5/12');
    here.slurm('bash', '-c', `${process.execPath} ${CLI} runs logs -f ${run.id} > followed 2>&1 &`);
    here.slurm('scancel', '--batch', '--signal=USR1', run.job);
    await until(() => run.state().state === 'PENDING', 'the requeue');
    const between = run.record();
    expect(between).toMatchObject({ status: 'running', attempts: [{ outcome: 'retryable' }] });
    const shown = JSON.parse(here.run('runs', 'ls', '--json').stdout).runs[0];
    expect(shown).toMatchObject({ status: 'pending' });
    const record = await run.endedSoon();
    expect(record).toMatchObject({ outcome: 'succeeded', exitCode: 0, step: { last: 12 } });
    expect(record.attempts).toHaveLength(2);
    expect(record.attempts[1].from).toBe(record.attempts[0].step);
    expect(record.where.job).toEqual({ id: run.job, cluster: 'loopback', restarts: 1 });
    await overAs(run, 'COMPLETED', '0:0');
    expect(run.left()).toEqual([]);
    const steps = readFileSync(join(run.folder, 'metrics.ndjson'), 'utf8')
      .split('\n')
      .flatMap((line) => (line.startsWith('{"step"') ? [JSON.parse(line).step] : []));
    expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    // Whoever follows the log sees both attempts, each line once.
    const told = () =>
      [...readFileSync(join(here.folder, 'followed'), 'utf8').matchAll(/^n[12]: .*Step: (\d+)\/12,/gm)].map(
        ([, step]) => Number(step),
      );
    await until(() => told().at(-1) === 12, 'the last step in `runs logs -f`', 10);
    expect(told()).toEqual(steps);
  });

  test('no further than --max-requeues', async () => {
    const here = place('limit');
    const run = here.submit({ STANDIN_PACE: '0.3' }, '--max-requeues', '0');
    await run.said('Step: 5/12');
    here.slurm('scancel', '--batch', '--signal=USR1', run.job);
    const record = await run.ended();
    expect(record).toMatchObject({ outcome: 'retryable', exitCode: 75 });
    await overAs(run, 'FAILED', '75:0');
    expect(run.left()).toEqual([]);
  });

  test('slurmd of a node is killed: the node is named, nothing goes on there, the run is finished later', async () => {
    const here = place('node');
    const cluster = process.env['COOKBOOK_CLUSTER'] as string;
    const run = here.submit({ STANDIN_PACE: '2.5' });
    await run.said('checkpoint saved successfully');
    kill(Number(readFileSync(join(cluster, 'run/slurmd-n2.pid'), 'utf8')));
    await until(() => run.state().state === 'PENDING', 'the requeue', 60);
    expect(run.record()).toMatchObject({
      status: 'running',
      failed: { node: 'n2' },
      attempts: [{ outcome: 'retryable' }],
    });
    await until(() => run.left().length === 0, 'the end of what ran on n2', 60);
    here.slurm('bash', join(import.meta.dirname, 'cluster.sh'), 'node', cluster, 'n2');
    const record = await run.endedSoon(90);
    expect(record).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
    expect(record.attempts.length).toBeGreaterThan(1);
    expect(record.attempts.at(-1).from).toBeGreaterThan(0);
    await overAs(run, 'COMPLETED', '0:0');
    expect(run.left()).toEqual([]);
  });
});

describe('what the run meets on its nodes', () => {
  test('a start that Slurm refuses for a moment is tried again', async () => {
    const here = place('refusal');
    here.instead(
      'srun',
      (real) => `#!/bin/bash
case "$*" in
*--nodelist=n2*--job-name=policy*)
  if mkdir ${here.folder}/refused 2>/dev/null; then
    sleep 1
    echo 'srun: error: Unable to create step for job: Requested nodes are busy' >&2
    exit 1
  fi ;;
esac
exec ${real} "$@"
`,
    );
    const run = here.submit();
    const record = await run.ended();
    expect(record).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
    expect(record.attempts).toHaveLength(1);
    expect(run.log()).toContain('policy on n2 is not started yet: srun: error: Unable to create step');
    await overAs(run, 'COMPLETED', '0:0');
  });

  test('a disk that is full: told as that, with the node', async () => {
    const here = place('disk');
    const full = here.smallDisk();
    const run = here.submit({ STANDIN_SHARD: '400000' }, '--output', full);
    const record = await run.ended();
    expect(record).toMatchObject({ outcome: 'disk', exitCode: 73 });
    expect(record.failed.node).toMatch(/^n[12]$/);
    await overAs(run, 'FAILED', '73:0');
    expect(run.left()).toEqual([]);
  });

  test('the disk of the record itself is full: the code is still true, and the record is kept elsewhere', async () => {
    const here = place('record');
    const full = here.smallDisk();
    const run = here.submit({ STANDIN_SHARD: '400000' }, '--runs-dir', full);
    await until(() => /COMPLETED|FAILED/.test(run.state().state), 'the end of the job');
    expect(run.state()).toMatchObject({ state: 'FAILED', exitCode: '73:0' });
    expect(run.left()).toEqual([]);
  });

  test('two runs of one name with --dependency=singleton: the second waits for the first', async () => {
    const here = place('singleton');
    const [first, second] = [here.prepared(), here.prepared()];
    const hand = ['--job-name=night', '--dependency=singleton', '--export=ALL,STANDIN_PACE=0.4'];
    const jobs = [first, second].map((run) =>
      here.slurm('sbatch', '--parsable', ...hand, join(run.folder, 'job.sh')),
    );
    await first.said('Step: 1/12');
    expect(here.slurm('squeue', '-h', '-o', '%r', '-j', jobs[1]?.stdout.trim() ?? '').stdout.trim()).toBe(
      'Dependency',
    );
    expect((await first.ended()).outcome).toBe('succeeded');
    expect((await second.ended()).outcome).toBe('succeeded');
    expect(first.record().endedAt < second.record().attempts[0].startedAt).toBe(true);
  });
});

test('`sbatch --wait` ended with the same code as each of these runs', async () => {
  expect(waiting.length).toBeGreaterThan(0);
  for (const { run, code } of waiting) {
    await until(() => run.waited() !== undefined, `sbatch --wait of ${run.folder}`, 45);
    expect([run.folder, run.waited()]).toEqual([run.folder, code]);
  }
});
