/** What of a config decides memory and seconds, as cosmos-framework will use it. */
import type { TomlTable } from '../../../config/value.ts';
import type { RunSizes } from '../../sizing.ts';
import { numberAt, textAt } from './own-settings.ts';
import { gpusOf } from './placement.ts';
import { readingOf } from './reading.ts';

/**
 * The sizes, or `undefined` where a step has no sample. Weights are fp32; LoRA keys are dropped for a reasoner, whose loss has
 * no fused kernel (checkpoint/dcp.py and the remaps of `task = "vlm"`, 5eee9ed).
 */
export function sizesOf(config: TomlTable): RunSizes | undefined {
  const { miniBatch } = readingOf(config);
  const batch = miniBatch * (numberAt(config, 'trainer.grad_accum_iter') ?? 1);
  if (!(batch >= 1)) return undefined;
  const gpus = gpusOf(config);
  return {
    gpus,
    shards: Math.max(1, numberAt(config, 'model.parallelism.data_parallel_shard_degree') ?? gpus),
    miniBatch,
    batch,
    master: 4,
    checkpointing: textAt(config, 'model.activation_checkpointing.mode') !== 'none',
    fusedLoss: false,
    others: [],
  };
}
