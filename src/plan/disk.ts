/** The disk that the checkpoints of a run need. */
import type { ModelFacts } from '../checkpoint/facts.ts';
import type { Saving } from '../engine/planning.ts';
import { type DiskEstimate, diskNeeded } from '../estimate/disk.ts';

/** Bytes of all checkpoints; absent where none are written or the size of the model is not known. */
export function diskOf(saving: Saving | undefined, model: ModelFacts | undefined): DiskEstimate | undefined {
  const parameters = model?.parameters?.count ?? saving?.parameters;
  return saving === undefined || parameters === undefined ? undefined : diskNeeded({ ...saving, parameters });
}
