/** Every finding there is, from every part that makes some. */

import { configKinds } from './config-kinds.ts';
import { DATASET_FINDINGS } from './dataset/findings/index.ts';
import { ENGINE_KINDS } from './engine/kinds.ts';
import { ENDING_KINDS } from './engine/torch/ending/kinds.ts';
import { CLUSTER_KINDS } from './executors/slurm/findings.ts';
import type { Category, FindingKind } from './findings/finding.ts';
import { HOST_CHECKS } from './preflight/checks/index.ts';
import { CLUSTER_CHECKS } from './preflight/cluster/checks/index.ts';

const ALL: ReadonlySet<FindingKind> = new Set([
  ...ENGINE_KINDS.flatMap((own) => [...configKinds(own), ...own.others]),
  ...HOST_CHECKS,
  ...CLUSTER_CHECKS,
  ...DATASET_FINDINGS,
  ...ENDING_KINDS,
  ...CLUSTER_KINDS,
]);

/** All kinds, sorted by id. */
export const CATALOGUE: readonly FindingKind[] = [...ALL].sort((a, b) => (a.id < b.id ? -1 : 1));

const BY_ID: ReadonlyMap<string, FindingKind> = new Map(CATALOGUE.map((kind) => [kind.id, kind]));

/** The kind with this id. */
export function kindOf(id: string): FindingKind | undefined {
  return BY_ID.get(id);
}

/** The exit-code group of a finding. */
export function categoryOf(id: string): Category | undefined {
  return BY_ID.get(id)?.category;
}

/** The page of a finding, with what each engine adds to it. */
export function pageOf({ id, docs }: FindingKind): FindingKind['docs'] {
  const whole = (part: keyof FindingKind['docs']) =>
    [docs[part], ...ENGINE_KINDS.flatMap(({ pages }) => pages[id]?.[part] ?? [])].join(' ');
  return { what: whole('what'), why: whole('why'), fix: whole('fix') };
}
