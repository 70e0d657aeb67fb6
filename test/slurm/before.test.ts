/** What the cluster is asked before a job: real answers of a real Slurm; and the doctor of its nodes. */
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Place, place, ROOT, SMALL, until } from './rig.ts';

const sft = (here: Place, ...more: readonly string[]) =>
  here.run(
    ...['sft', ...SMALL, '--model', join(here.folder, '.model'), '--dataset', join(here.folder, 'avha')],
    ...['--on', 'slurm', ...more],
  );

describe('refused before the submit', () => {
  test.each([
    [['--nodes', '3', '--gpus', '2'], 78, 'gpu has 2 nodes with 2 GPUs (gpu), and 3 are asked for.'],
    [['--nodes', '2', '--gpus', '16'], 78, 'No node of gpu has 16 GPUs (gpu); the most is 8.'],
    [['--nodes', '2', '--gpus', '2', '--partition', 'gpuu'], 78, 'There is no partition gpuu.'],
    [
      ['--nodes', '2', '--gpus', '2', '--time', '9:00:00'],
      78,
      'The time limit of 09:00:00 is above the 01:00:00 of gpu.',
    ],
    [['--nodes', '2', '--gpus', '2', '--time', '5'], 78, 'leaves no time to train'],
  ] as const)('%j', (more, code, said) => {
    const here = place('refused');
    const ended = sft(here, ...more);
    expect([ended.code, ended.stderr]).toEqual([code, expect.stringContaining(said)]);
    expect(ended.stderr).toContain('nothing was written');
    expect(here.slurm('squeue', '-h').stdout).toBe('');
  });

  test("Slurm's own words, where no check says what it is about", () => {
    const here = place('refused');
    writeFileSync(join(here.folder, 'site.toml'), '[slurm]\nsbatch = ["--constraint=nowhere"]\n');
    const ended = sft(here, '--nodes', '2', '--gpus', '2', '--site', 'site.toml');
    expect(ended.code).toBe(78);
    expect(ended.stderr).toMatch(
      /error\[job-not-accepted\]: Slurm would not take the job: .*(feature|configuration)/i,
    );
  });

  test('a dry run asks too, and queues nothing', () => {
    const here = place('dry');
    const ended = sft(here, '--nodes', '2', '--gpus', '2', '--dry-run', '--json');
    const { findings, skipped } = JSON.parse(ended.stdout);
    expect(ended.code).toBe(0);
    expect(findings.map(({ id }: { id: string }) => id)).not.toContain('slurm-unreachable');
    expect(skipped).toContainEqual({ id: 'folder-not-shared', reason: 'asked when the job is handed in' });
    expect(here.slurm('squeue', '-h').stdout).toBe('');
  });
});

describe('the nodes are asked', () => {
  test('a path of a node that is not there is named with the nodes', () => {
    const here = place('paths');
    // Seen from here it is there; while the nodes look it is moved away.
    const srun = join(here.folder, '.bin/srun');
    const real = here.slurm('sh', '-c', 'command -v srun').stdout.trim();
    writeFileSync(
      srun,
      `#!/bin/sh\nmv ${here.folder}/avha ${here.folder}/gone\n${real} "$@"\nmv ${here.folder}/gone ${here.folder}/avha\n`,
    );
    chmodSync(srun, 0o755);
    const ended = sft(here, '--nodes', '2', '--gpus', '2');
    expect(ended.code).toBe(66);
    expect(ended.stderr).toContain(`the dataset ${here.folder}/avha is not on n1, n2.`);
    expect(here.slurm('squeue', '-h').stdout).toBe('');
    expect(existsSync(join(here.folder, 'runs')) ? readdirSync(join(here.folder, 'runs')) : []).toEqual([]);
  });

  test('a folder that the nodes do not share is named', () => {
    const here = place('shared');
    const real = here.slurm('sh', '-c', 'command -v srun').stdout.trim();
    const srun = join(here.folder, '.bin/srun');
    writeFileSync(
      srun,
      `#!/bin/sh\nmv ${here.folder}/runs ${here.folder}/other\n${real} "$@"\nmv ${here.folder}/other ${here.folder}/runs\n`,
    );
    chmodSync(srun, 0o755);
    const ended = sft(here, '--nodes', '2', '--gpus', '2');
    expect(ended.code).toBe(78);
    expect(ended.stderr).toContain(`n1, n2 do not see what is written into ${here.folder}/runs here.`);
  });
});

describe('doctor --on slurm', () => {
  const torch = join(ROOT, '.engine/torch/bin/python');

  test.skipIf(!existsSync(torch))(
    'every port is reached from both nodes, and a real torch adds over them',
    () => {
      const here = place('doctor');
      writeFileSync(
        join(here.folder, 'site.toml'),
        `[slurm]\nenvironment = { PATH = "${join(torch, '..')}:${process.env['PATH']}", PYTHONPATH = "/none" }\n`,
      );
      const ended = here.run(
        'doctor',
        '--on',
        'slurm',
        '--nodes',
        '2',
        '--gpus',
        '2',
        '--site',
        'site.toml',
        '--json',
      );
      const { cluster, findings, ready } = JSON.parse(ended.stdout);
      expect(cluster.nodes.ok, JSON.stringify(cluster.nodes)).toBe(true);
      const [first, second] = cluster.nodes.value;
      expect([first.node, second.node]).toEqual(['n1', 'n2']);
      for (const { links } of [first, second])
        expect(links.map(({ name, ok }: { name: string; ok: boolean }) => [name, ok])).toEqual([
          ['controller', true],
          ['redis', true],
          ['rendezvous', true],
        ]);
      expect(first.reduce).toMatchObject({ ok: true, value: { backend: 'gloo', ranks: 2 } });
      // Neither engine nor GPUs are here, and it is said once for both nodes.
      const messages = findings.map(({ message }: { message: string }) => message);
      expect(messages).toContainEqual(expect.stringMatching(/^every node: No GPU is visible/));
      expect([ended.code, ready]).toEqual([69, false]);
      expect(here.slurm('squeue', '-h').stdout).toBe('');
    },
  );

  test('a cluster that has no such nodes is said without asking them', () => {
    const here = place('doctor');
    const ended = here.run('doctor', '--on', 'slurm', '--nodes', '3');
    expect([ended.code, ended.stdout]).toEqual([78, expect.stringContaining('and 3 are asked for')]);
  });
});

test('with an image every program of the run is started in it, and the run is proved outside', async () => {
  const here = place('image');
  const fake = join(here.folder, '.bin/apptainer');
  // Stands in for the runtime: keeps what it was asked, and runs the command.
  writeFileSync(
    fake,
    `#!/bin/bash\necho "$*" >> ${here.folder}/asked\nwhile [ "$1" != /images/cosmos.sif ]; do shift; done\nshift\nexec "$@"\n`,
  );
  chmodSync(fake, 0o755);
  writeFileSync(
    join(here.folder, 'site.toml'),
    '[slurm]\ncontainer_image = "/images/cosmos.sif"\nruntime = "apptainer"\n',
  );
  const run = here.submit({}, '--site', 'site.toml');
  const record = await run.ended();
  expect(record).toMatchObject({ outcome: 'succeeded', exitCode: 0 });
  await until(() => run.state().state === 'COMPLETED', 'the end of the job');
  const asked = readFileSync(join(here.folder, 'asked'), 'utf8').trim().split('\n');
  expect(asked.length).toBe(3);
  for (const line of asked) expect(line).toMatch(/^exec --nv --bind \S+ --pwd \S+ \/images\/cosmos\.sif /);
});

test('a run of its kind tells how long the next one takes, and a limit that cannot hold it is refused', async () => {
  const here = place('time');
  await here.submit().ended();
  const long = ['train.max_num_steps=1000000', 'train.epoch=1000000'];
  const ended = sft(here, '--nodes', '2', '--gpus', '2', '--time', '60', '--max-requeues', '1', ...long);
  expect(ended.code).toBe(78);
  expect(ended.stderr).toMatch(
    /with a limit of 01:00:00 it needs to be queued again \d+ times, and 1 are allowed/,
  );
  // One GPU a node is another class, of which nothing is known.
  const other = sft(here, '--nodes', '2', '--gpus', '1', '--time', '60', '--dry-run', ...long);
  expect(other.stdout).not.toContain('queued again');
});
