/** Bytes a run writes. */

/** What is saved, and how often. */
interface DiskRequest {
  readonly parameters: number;
  /** Bytes of one save for each of them, the export with it. */
  readonly bytesPerParameter: number;
  /** Saves of the whole run. */
  readonly saves: number;
  /** Saves that are kept; below 0 all of them. */
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

/** One more save than are kept exists while a new one is written. */
export function diskNeeded({ parameters, bytesPerParameter, saves, keep }: DiskRequest): DiskEstimate {
  const bytesPerSave = parameters * bytesPerParameter;
  const made = Math.max(1, saves);
  const kept = keep < 0 ? made : Math.min(made, keep);
  const atOnce = keep < 0 ? made : Math.min(made, keep + 1);
  return { bytesPerSave, saves: made, atOnce, kept, bytes: bytesPerSave * atOnce };
}
