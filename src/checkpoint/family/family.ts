/** The families of models that a checkpoint may speak for, and which of them decides. */
import type { FamilyId, FamilyKind } from './table.ts';

/** One family that evidence speaks for. */
export interface Family {
  readonly id: FamilyId;
  /** As a person would say it. */
  readonly title: string;
  readonly kind: FamilyKind;
  readonly from: 'tensors' | 'config' | 'model_index' | 'adapter' | 'name';
  /** What was read that says so. */
  readonly evidence: string;
}

/** Of two families of one kind the other one says more. */
const BROAD: ReadonlySet<FamilyId> = new Set(['alpamayo', 'cosmos3', 'action-policy', 'vision-language']);

/**
 * The family that decides. Tensors that give a decoder or another loss away do, whatever a config says; plain names of a
 * token model do not, for a repack or an export has them too, and the engine goes by the config.
 */
export function primaryFamily(families: readonly Family[]): Family | undefined {
  const [byTensors, other] = families;
  if (byTensors?.from !== 'tensors' || other === undefined) return byTensors;
  if (byTensors.kind === 'token') return byTensors.id === 'alpamayo-vlm-repack' ? byTensors : other;
  return byTensors.kind === other.kind && !BROAD.has(other.id) ? other : byTensors;
}
