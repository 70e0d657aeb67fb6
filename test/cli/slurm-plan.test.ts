/** A run planned for a cluster, without one: its config, its flags, the site file, and what is refused. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ids, json, rig } from './rig.ts';

const ON = ['--on', 'slurm', '--dry-run'] as const;

describe('the config of N nodes', () => {
  test('is one replica over all GPUs, with ports and a time stamp of its own', async () => {
    const place = rig('slurm-plan');
    const { code, stdout } = await place.run([...place.sft('--nodes', '2', '--json', ...ON)]);
    const { plan, planned, settings } = json(stdout);
    expect(code).toBe(0);
    expect(settings.policy.parallelism).toMatchObject({ dp_shard_size: 2 });
    expect([plan.nodes, plan.gpus, planned.gpus]).toEqual([2, 2, 2]);
    expect(plan.config).toMatch(/^timestamp = "\d/m);
    expect(plan.config).toMatch(/^redis = "\d+"/m);
  });

  test('dp_replicate_size for the nodes is refused, with the sizes that train', async () => {
    const place = rig('slurm-plan');
    const { code, stdout } = await place.run([
      ...place.sft('--nodes', '2', '--engine', '0.4.7', '--json', ...ON),
      'policy.parallelism.dp_shard_size=1',
      'policy.parallelism.dp_replicate_size=2',
    ]);
    const { findings } = json(stdout);
    expect(code).toBe(78);
    const one = findings.find((finding: { id: string }) => finding.id === 'parallelism-conflict');
    expect(one.remedy.set).toEqual({
      'policy.parallelism.dp_replicate_size': 1,
      'policy.parallelism.dp_shard_size': 2,
    });
  });

  test('sizes that do not come to the ranks of the nodes are refused', async () => {
    const place = rig('slurm-plan');
    const { code, stdout } = await place.run([
      ...place.sft('--nodes', '2', '--json', ...ON),
      'policy.parallelism.dp_shard_size=4',
    ]);
    expect([code, ids(json(stdout).findings)]).toEqual([78, expect.arrayContaining(['nodes-do-not-fit'])]);
  });
});

describe('the site file', () => {
  const SITE = `[slurm]
partition = "slow"
account = "team"
gres = "gpu:h100"
time = "1-12"
modules = ["cuda/12.4"]
environment = { HF_HOME = "/lustre/hf home" }
sbatch = ["--constraint=h100"]
`;

  test('fills the script in, and a flag wins over it', async () => {
    const place = rig('slurm-plan');
    const folder = join(place.folder, 'xdg/cookbook-run');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'site.toml'), SITE);
    const env = { XDG_CONFIG_HOME: join(place.folder, 'xdg') };
    const { code, stdout } = await place.run(
      [...place.sft('--nodes', '2', '--partition', 'fast', '--json', ...ON)],
      env,
    );
    expect(code).toBe(0);
    const { script } = json(stdout).plan;
    for (const line of [
      '#SBATCH --partition=fast',
      '#SBATCH --account=team',
      '#SBATCH --gres=gpu:h100:1',
      '#SBATCH --time=1-12',
      '#SBATCH --constraint=h100',
      'module load cuda/12.4',
      "export HF_HOME='/lustre/hf home'",
    ])
      expect(script.split('\n')).toContain(line);
    expect(script).not.toContain('slow');
  });

  test('an unknown key is refused with its line and the nearest', async () => {
    const place = rig('slurm-plan');
    writeFileSync(join(place.folder, 'mine.toml'), '[slurm]\naccuont = "team"\n');
    const { code, stderr } = await place.run([...place.sft('--site', 'mine.toml', ...ON)]);
    expect([code, stderr]).toEqual([
      78,
      expect.stringContaining('mine.toml:2:1: `slurm.accuont` is not a setting'),
    ]);
    expect(stderr).toContain('did you mean `account`?');
  });

  test.each([
    [['--time', 'soon'], 2],
    [['--partition', 'a b'], 2],
    [['--max-requeues', 'x'], 2],
    [['--site', 'none.toml'], 66],
  ])('%j is %i', async (more, wanted) => {
    const place = rig('slurm-plan');
    expect((await place.run([...place.sft(...more, ...ON)])).code).toBe(wanted);
  });

  test('--site without a cluster is a wrong command line', async () => {
    const place = rig('slurm-plan');
    expect((await place.run([...place.sft('--site', 'x.toml', '--dry-run')])).code).toBe(2);
  });
});

describe('before the submit', () => {
  test('without Slurm on this host it is refused, and nothing is written', async () => {
    const place = rig('slurm-plan');
    const { code, stderr } = await place.run([...place.sft('--on', 'slurm', '--nodes', '2')]);
    expect(code).toBe(69);
    expect(stderr).toContain('Slurm does not answer here: sbatch is not on PATH.');
    expect(stderr).toContain('login node');
    expect(readdirSync(place.folder).includes('runs')).toBe(false);
  });

  test('a dry run says it as a warning', async () => {
    const place = rig('slurm-plan');
    const { code, stdout } = await place.run([...place.sft('--nodes', '2', '--json', ...ON)]);
    const found = json(stdout).findings.find(({ id }: { id: string }) => id === 'slurm-unreachable');
    expect([code, found.severity, found.data.atLaunch]).toEqual([0, 'warning', 'error']);
  });
});

describe('printed for others', () => {
  test.each([
    ['skypilot', 'num_nodes: 2', 'SKYPILOT_NODE_RANK'],
    ['k8s', 'kind: "JobSet"', 'JOB_COMPLETION_INDEX'],
  ])('--on %s --dry-run prints the text, and writes the files that it names', async (on, line, variable) => {
    const place = rig('elsewhere');
    const { code, stdout } = await place.run([...place.sft('--on', on, '--nodes', '2', '--dry-run')]);
    expect(code).toBe(0);
    expect(stdout).toContain(line);
    expect(stdout).toContain(variable);
    expect(stdout).toContain('# Not promised here');
    const config = /--config (\S+config\.toml)/.exec(stdout)?.[1] ?? '';
    expect(readFileSync(config, 'utf8')).toContain('dp_shard_size = 2');
  });

  test.each([
    [['--on', 'k8s'], 'add --dry-run'],
    [['--on', 'skypilot'], 'add --dry-run'],
    [['--on', 'k8s', '--dry-run', '--partition', 'gpu'], '--partition means nothing'],
    [['--on', 'skypilot', '--dry-run', '--time', '8:00:00'], '--time means nothing'],
  ])('%j is refused', async (more, said) => {
    const place = rig('elsewhere');
    const { code, stderr } = await place.run([...place.sft(...more)]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  });

  test('image, kind of GPU and time come from site file and flags', async () => {
    const place = rig('elsewhere');
    writeFileSync(
      join(place.folder, 'site.toml'),
      '[slurm]\ngres = "gpu:h100"\ncontainer_image = "registry/cosmos:1"\n',
    );
    const site = ['--site', 'site.toml', '--nodes', '2', '--dry-run'];
    const sky = await place.run([...place.sft('--on', 'skypilot', ...site)]);
    expect(sky.stdout).toContain('accelerators: "H100:1"');
    expect(sky.stdout).toContain('image_id: "docker:registry/cosmos:1"');
    const k8s = await place.run([...place.sft('--on', 'k8s', '--time', '8:00:00', ...site)]);
    expect(k8s.stdout).toContain('activeDeadlineSeconds: 28800');
    expect(k8s.stdout).toContain('image: "registry/cosmos:1"');
  });
});

test('show and estimate count the GPUs of all nodes', async () => {
  const place = rig('slurm-plan');
  const nodes = ['--gpus', '8', '--nodes', '2', '--json'];
  const shown = json(
    (await place.run(['show', 'reason1-av-caption', ...nodes, '--dataset-rows', '5000'])).stdout,
  );
  const one = json(
    (await place.run(['show', 'reason1-av-caption', '--json', '--dataset-rows', '5000', '--gpus', '8']))
      .stdout,
  );
  expect([shown.gpus, shown.config.policy.parallelism.dp_shard_size]).toEqual([16, 16]);
  expect(shown.planned.steps).toBeLessThan(one.planned.steps);
  const told = json((await place.run(['estimate', '--preset', 'reason1-av-caption', ...nodes])).stdout);
  expect([told.gpus, told.nodes]).toEqual([16, 2]);
});
