/** Bytes a run writes. Bytes of a parameter were measured on GPUs with 0.4.7: docs/estimates.md. */

/** What is saved, and how often. */
interface DiskRequest {
  readonly parameters: number;
  readonly lora: boolean;
  /** Saves of the whole run. */
  readonly saves: number;
  /** train.ckpt.max_keep; below 0 all are kept. */
  readonly keep: number;
}

/** One number for each thing. */
export interface DiskEstimate {
  readonly bytesPerSave: number;
  /** Saves that are made. */
  readonly saves: number;
  /** Saves that are there at a time, at most: one more than is kept, while it is written. */
  readonly atOnce: number;
  /** Saves that are left at the end. */
  readonly kept: number;
  /** Bytes of the saves that are there at a time. */
  readonly bytes: number;
}

/**
 * Full: fp32 model 4 B + optimizer 8 B per parameter, and the bf16 export 2 B. LoRA: the fp32 model is still whole, adapter
 * and optimizer are small. One more save than max_keep exists while a new one is written (utils/checkpoint.py, 0.4.7).
 */
export function diskNeeded({ parameters, lora, saves, keep }: DiskRequest): DiskEstimate {
  const bytesPerSave = parameters * (lora ? 4.1 : 14);
  const made = Math.max(1, saves);
  const kept = keep < 0 ? made : Math.min(made, keep);
  const atOnce = keep < 0 ? made : Math.min(made, keep + 1);
  return { bytesPerSave, saves: made, atOnce, kept, bytes: bytesPerSave * atOnce };
}
