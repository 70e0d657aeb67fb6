/** Which model a checkpoint is, told from its tensors first, then its configs, and by name only where there is nothing else. */
import { BY_CONFIG } from './by-config.ts';
import { BY_NAME } from './by-name.ts';
import { BY_TENSORS } from './by-tensors.ts';
import type { Family } from './family.ts';
import type { FamilyFacts, Sign } from './sign.ts';
import { FAMILIES } from './table.ts';

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
