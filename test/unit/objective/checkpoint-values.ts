/** Checkpoints as values, without a disk. */
import type { Checkpoint } from '../../../src/checkpoint/checkpoint.ts';
import { checkpointOf, readCheckpoint } from '../../../src/checkpoint/read.ts';

/** A folder with a config and tensors: names alone, or with shapes. */
export function folder(
  config: Record<string, unknown> | undefined,
  tensors: readonly string[] | ReadonlyMap<string, readonly number[]> = [],
  more: Partial<Checkpoint> = {},
): Checkpoint {
  const entries = Array.isArray(tensors)
    ? tensors.map((name: string) => [name, { file: 'model.safetensors' }] as const)
    : [...(tensors as ReadonlyMap<string, readonly number[]>)].map(
        ([name, shape]) => [name, { file: 'model.safetensors', dtype: 'BF16', shape }] as const,
      );
  return checkpointOf({
    name: '/models/a',
    where: { kind: 'folder', path: '/models/a' },
    ...(config === undefined ? {} : { config }),
    tensors: new Map(entries),
    ...more,
  });
}

/** A repository that is known by name only. */
export function named(repo: string): Checkpoint {
  return readCheckpoint(repo, { cwd: '/' });
}
