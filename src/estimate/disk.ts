/** Bytes a run writes. */

/** What is saved, and how often. */
interface DiskRequest {
  readonly parameters: number;
  /** Bytes of one save for each of them, the export with it. */
  readonly bytesPerParameter: number;
  /** Those of them that stay when a save goes. */
  readonly staysPerParameter?: number;
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
  /** Bytes of each save that stay when it goes; absent where it goes whole. */
  readonly staysPerSave?: number;
  /** Bytes of the saves that are there at a time, and of what stays of the others. */
  readonly bytes: number;
}

/** One more save than are kept exists while a new one is written. */
export function diskNeeded(request: DiskRequest): DiskEstimate {
  const { parameters, bytesPerParameter, staysPerParameter = 0, saves, keep } = request;
  const bytesPerSave = parameters * bytesPerParameter;
  const staysPerSave = parameters * staysPerParameter;
  const made = Math.max(1, saves);
  const kept = keep < 0 ? made : Math.min(made, keep);
  const atOnce = keep < 0 ? made : Math.min(made, keep + 1);
  return {
    bytesPerSave,
    saves: made,
    atOnce,
    kept,
    ...(staysPerSave === 0 ? {} : { staysPerSave }),
    bytes: bytesPerSave * atOnce + staysPerSave * (made - atOnce),
  };
}
