import { expect, it } from 'vitest';
import { parseToml } from '../../../src/config/toml.ts';
import { attempt } from '../../../src/engine/cosmos-framework/planning/attempt.ts';
import { launch } from '../../../src/engine/cosmos-framework/planning/launch.ts';

const CONFIG = parseToml(
  '[job]\nexperiment = "videophy2_sft_nano"\n[custom.run]\ngpus = 16\nresume = "/o/checkpoints/iter_000000004"\n',
  'x.toml',
);
const REQUEST = { id: 'r', cwd: '/c', folder: '/runs/r', safe: '/runs/r', ports: { master: 29_501 } };

it('one torchrun on this host, with its own port and the entry script of the run', () => {
  const { argv, env, ports, roles } = launch(CONFIG, REQUEST);
  expect(argv).toEqual([
    'torchrun',
    '--nproc_per_node=16',
    '--master_port=29501',
    '/runs/r/entry/cosmos3_reasoner.py',
    '--sft-toml=/runs/r/config.toml',
    '--',
    'checkpoint.load_path=/o/checkpoints/iter_000000004',
    'checkpoint.load_training_state=true',
  ]);
  expect(env['IMAGINAIRE_OUTPUT_ROOT']).toBe('/');
  expect(ports).toEqual({ master: 29_501 });
  expect(roles).toBeUndefined();
});

it('on several nodes one torchrun on each, which meet on the first', () => {
  const { roles } = launch(CONFIG, { ...REQUEST, nodes: 2 });
  expect(roles).toHaveLength(1);
  expect(roles?.[0]).toMatchObject({ name: 'trainer', on: 'each' });
  expect(roles?.[0]?.argv.slice(0, 7)).toEqual([
    'torchrun',
    '--nnodes=2',
    '--node_rank={node}',
    '--nproc_per_node=8',
    '--master_addr={head}',
    '--master_port=29501',
    '/runs/r/entry/cosmos3_reasoner.py',
  ]);
});

it('a further attempt has a folder of its own below the same root, and goes on from what it is told', () => {
  const next = attempt(CONFIG, {
    outputDir: '/runs/r/train-1',
    ports: {},
    resume: '/runs/r/train/checkpoints/iter_000000004',
  });
  expect(next['job']).toEqual({
    experiment: 'videophy2_sft_nano',
    project: 'runs',
    group: 'r',
    name: 'train-1',
  });
  expect(launch(next, { ...REQUEST, nodes: 2 }).roles?.[0]?.argv).toContain(
    'checkpoint.load_path=/runs/r/train/checkpoints/iter_000000004',
  );
  // Nothing whole is left: it begins anew, and not with what lies in the folder of the first.
  expect(attempt(CONFIG, { outputDir: '/runs/r/train-1', ports: {} })['job']).toEqual(next['job']);
});
