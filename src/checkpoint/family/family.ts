/** Which model a checkpoint is, told from its tensors first, then its configs, and by name only where there is nothing else. */
import type { Checkpoint } from '../checkpoint.ts';
import { BY_CONFIG } from './by-config.ts';
import { BY_NAME } from './by-name.ts';
import { BY_TENSORS } from './by-tensors.ts';
import { FAMILIES, type FamilyId, type FamilyKind } from './table.ts';

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

/** What the family is told from. */
export type FamilyFacts = Pick<
  Checkpoint,
  'where' | 'config' | 'modelIndex' | 'tensors' | 'addedTokens' | 'adapters'
>;

/** A row of a decision table: the family and what in the facts says so. */
export interface Sign {
  readonly family: FamilyId;
  readonly seen: (facts: FamilyFacts) => string | undefined;
}

function firstSign(signs: readonly Sign[], facts: FamilyFacts, from: Family['from']): readonly Family[] {
  for (const { family, seen } of signs) {
    const evidence = seen(facts);
    if (evidence !== undefined) return [{ id: family, ...FAMILIES[family], from, evidence }];
  }
  return [];
}

/** At most one family for each source of evidence, the strongest source first; two that differ contradict each other. */
export function familiesOf(facts: FamilyFacts): readonly Family[] {
  const byTensors = firstSign(BY_TENSORS, facts, 'tensors');
  const byConfig = firstSign(BY_CONFIG, facts, facts.modelIndex === undefined ? 'config' : 'model_index');
  const found = [...byTensors, ...byConfig];
  if (found.length > 0) return found;
  // A folder's name is nobody's evidence; a repository's is the last resort.
  return facts.where.kind === 'name' || facts.where.kind === 'hub-cache'
    ? firstSign(BY_NAME, facts, 'name')
    : [];
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
