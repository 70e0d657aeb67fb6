/** Steps in containers, as text: what srun is given, and what it runs. */
import { describe, expect, test } from 'vitest';
import { shellWord } from '../../../src/findings/shell-word.ts';
import { type Container, containedStep, containerOf, mountsFor } from '../../../src/site/container.ts';

const STEP = {
  argv: ['bash', '-c', 'exec "$@"', 'launch_replica.sh', '--ngpus', '8'],
  cwd: '/lustre/team',
  env: ['COOKBOOK_RUN_ID', 'COSMOS_CONTROLLER_HOST'],
  paths: ['/lustre/team/runs/a', '/models/reason', '/data/blend'],
};

const text = (container: Container | undefined) => {
  const { options, argv } = containedStep(container, STEP);
  return ['srun', ...options, ...argv].map(shellWord).join(' ');
};

const container = (more: Partial<Container> = {}): Container => ({
  image: 'nvcr.io#nvidia/pytorch:25.01-py3',
  mounts: ['/lustre:/lustre', '/data:/data:ro'],
  runtime: 'pyxis',
  ...more,
});

describe('golden', () => {
  test('no container', () =>
    expect(text(undefined)).toBe(`srun bash -c 'exec "$@"' launch_replica.sh --ngpus 8`));

  test('pyxis', () =>
    expect(text(container())).toBe(
      "srun '--container-image=nvcr.io#nvidia/pytorch:25.01-py3'" +
        ' --container-mounts=/lustre:/lustre,/data:/data:ro,/models/reason:/models/reason' +
        ' --container-workdir=/lustre/team --container-env=COOKBOOK_RUN_ID,COSMOS_CONTROLLER_HOST' +
        ` bash -c 'exec "$@"' launch_replica.sh --ngpus 8`,
    ));

  test('apptainer', () =>
    expect(text(container({ runtime: 'apptainer', image: '/lustre/images/cosmos.sif' }))).toBe(
      'srun apptainer exec --nv' +
        ' --bind /lustre:/lustre,/data:/data:ro,/models/reason:/models/reason --pwd /lustre/team' +
        ` /lustre/images/cosmos.sif bash -c 'exec "$@"' launch_replica.sh --ngpus 8`,
    ));
});

describe('mounts', () => {
  test('a folder that is mounted elsewhere does not show its own name', () =>
    expect(mountsFor({ mounts: ['/lustre:/mnt'] }, ['/lustre/a/b', '/lustre/a'])).toEqual([
      '/lustre:/mnt',
      '/lustre/a:/lustre/a',
    ]));

  test('a name that only begins alike is another folder', () =>
    expect(mountsFor({ mounts: ['/lustre:/lustre'] }, ['/lustre2/x'])).toEqual([
      '/lustre:/lustre',
      '/lustre2/x:/lustre2/x',
    ]));
});

test('a site without an image has no container', () => {
  const site = { modules: [], environment: {}, container_mounts: [], runtime: 'pyxis' as const, sbatch: [] };
  expect(containerOf(site)).toBeUndefined();
  expect(containerOf({ ...site, container_image: 'x' })).toEqual({
    image: 'x',
    mounts: [],
    runtime: 'pyxis',
  });
});
