/** Checkpoints as values, without a disk. */
import type { Checkpoint } from '../../../src/checkpoint/checkpoint.ts';
import { checkpointOf, readCheckpoint } from '../../../src/checkpoint/read.ts';
import { PLAIN_SFT, type TrainedRun } from '../../../src/engine/cosmos-rl/objective/run.ts';
import { objectiveOf } from '../../../src/engine/cosmos-rl/objective/run-objective.ts';
import type { RunObjective } from '../../../src/engine/objective.ts';

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

/** A full fine-tune by the SFT trainer of cosmos-rl, with these settings beside. */
export function textRun(more: Partial<TrainedRun> = {}): RunObjective {
  return objectiveOf({ ...PLAIN_SFT, ...more });
}
