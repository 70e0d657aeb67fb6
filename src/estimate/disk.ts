/** Bytes a run writes at most. Measured on GPUs with 0.4.7: see docs/reference or gpu-runs. */

/** What is saved, and how often. */
export interface DiskRequest {
  readonly parameters: number;
  readonly lora: boolean;
  readonly plannedSteps: number;
  readonly saveEvery: number;
  readonly keep: number;
}

export interface DiskEstimate {
  readonly bytesPerSave: number;
  readonly saves: number;
  readonly bytes: number;
}

/**
 * Full: fp32 model 4 B + optimizer 8 B per parameter, and the bf16 export 2 B. LoRA: the fp32 model is still whole, adapter
 * and optimizer are small. One more save than max_keep exists while a new one is written (utils/checkpoint.py, 0.4.7).
 */
export function diskNeeded(request: DiskRequest): DiskEstimate {
  const bytesPerSave = request.parameters * (request.lora ? 4.1 : 14);
  const made = Math.max(1, Math.ceil(request.plannedSteps / request.saveEvery));
  const saves = request.keep < 0 ? made : Math.min(made, request.keep + 1);
  return { bytesPerSave, saves, bytes: bytesPerSave * saves };
}
