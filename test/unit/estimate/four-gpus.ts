/** The run whose memory the tests estimate: full training of a whole model on four GPUs. */
import type { RunSizes } from '../../../src/engine/sizing.ts';

export const FOUR_GPUS: RunSizes = {
  gpus: 4,
  shards: 4,
  miniBatch: 4,
  batch: 32,
  master: 4,
  checkpointing: true,
  fusedLoss: false,
  others: [],
};
