/** A run on two nodes, from the submission to its end: what is true of it in Slurm, in the record and on the nodes. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { place, until } from './rig.ts';

describe('on two nodes', () => {
  test('a run trains to its end, is proved, and leaves nothing', async () => {
    const here = place('success');
    const run = here.submit();
    const record = await run.ended();
    expect(record).toMatchObject({ outcome: 'succeeded', exitCode: 0, step: { last: 12, planned: 12 } });
    expect(record.where).toMatchObject({
      executor: 'slurm',
      job: { id: run.job, cluster: 'loopback', restarts: 0 },
      nodes: ['n1', 'n2'],
    });
    await until(() => run.state().state === 'COMPLETED', 'the end of the job');
    expect(run.state()).toEqual({ state: 'COMPLETED', restarts: 0, exitCode: '0:0' });
    expect(run.left()).toEqual([]);
    for (const rank of [0, 1, 2, 3])
      expect(existsSync(join(run.folder, `train/checkpoints/step_12/policy/.rank_${rank}_complete`))).toBe(
        true,
      );
    for (const name of ['n1.controller', 'n1.policy', 'n2.policy'])
      expect(readFileSync(join(run.folder, `logs/${name}.log`), 'utf8')).not.toBe('');
    const followed = here.run('runs', 'follow', 'last');
    expect(followed.code).toBe(0);
    const lines = (...more: readonly string[]) =>
      here
        .run('runs', 'logs', 'last', ...more)
        .stdout.trim()
        .split('\n');
    const all = lines();
    expect(all.filter((line) => !/^n[12]: /.test(line))).toEqual([]);
    for (const node of ['n1', 'n2'])
      expect(lines('--node', node)).toEqual(
        all.flatMap((line) => (line.startsWith(`${node}: `) ? [line.slice(4)] : [])),
      );
    // Ranks are global, two on each node; who came first has the first two.
    const nodesOf = (rank: number) => [
      ...new Set(lines('--rank', String(rank)).map((line) => line.slice(0, 2))),
    ];
    expect([nodesOf(0), nodesOf(2)].flat().sort()).toEqual(['n1', 'n2']);
    expect([nodesOf(1), nodesOf(3)]).toEqual([nodesOf(0), nodesOf(2)]);
    const strange = here.run('runs', 'logs', 'last', '--node', 'n3');
    expect([strange.code, strange.stderr]).toEqual([2, expect.stringContaining('its nodes are n1, n2')]);
  });

  test('the printed script runs by hand with plain sbatch, and its code is the true one', async () => {
    const here = place('by-hand');
    const { folder } = here;
    const printed = here.run(
      ...['sft', '--preset', 'reason1-av-caption', '--engine', '0.4.7', '--model', join(folder, '.model')],
      ...[
        '--dataset',
        join(folder, 'avha'),
        '--on',
        'slurm',
        '--nodes',
        '2',
        '--gpus',
        '2',
        '--dry-run',
        '--json',
      ],
      ...[
        '--batch',
        '1',
        'train.train_policy.mini_batch=1',
        'train.max_num_steps=3',
        'train.optm_warmup_steps=1',
      ],
    );
    const { plan } = JSON.parse(printed.stdout);
    expect(plan.nodes).toBe(2);
    const script = /exec .* runs supervise (\S+)/.exec(plan.script)?.[1] ?? '';
    const waited = here.slurm('sbatch', '--wait', join(script, 'job.sh'));
    expect(waited.code, waited.stderr).toBe(0);
    expect(JSON.parse(readFileSync(join(script, 'run.json'), 'utf8'))).toMatchObject({
      outcome: 'succeeded',
    });
    expect(here.run('runs', 'show', 'last').stdout).toContain('succeeded');
  });
});
