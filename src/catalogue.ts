/** Every finding there is, from every part that makes some. */

import { CHECKPOINT_FINDINGS } from './checkpoint/findings.ts';
import { SOURCE_FINDINGS } from './config/toml-0.10/findings/index.ts';
import { DATASET_FINDINGS } from './dataset/findings/index.ts';
import { FRAMEWORK_ENDINGS } from './engine/cosmos-framework/ending/kinds.ts';
import { TRAINER_CHECKS } from './engine/cosmos-framework/host/checks.ts';
import { FRAMEWORK_OWN_SYMPTOMS } from './engine/cosmos-framework/log/symptoms/index.ts';
import { OBJECTIVE_KINDS as FRAMEWORK_OBJECTIVE_KINDS } from './engine/cosmos-framework/objective/kinds.ts';
import { RULES as FRAMEWORK_RULES } from './engine/cosmos-framework/rules/index.ts';
import { FOREIGN_FINDINGS } from './engine/cosmos-rl/foreign/findings/index.ts';
import { ENGINE_CHECKS } from './engine/cosmos-rl/host/checks/index.ts';
import { SYMPTOMS } from './engine/cosmos-rl/log/symptoms/index.ts';
import { OBJECTIVE_KINDS } from './engine/cosmos-rl/objective/kinds.ts';
import { RULES } from './engine/cosmos-rl/rules/index.ts';
import { ENDING_KINDS } from './engine/torch/ending/kinds.ts';
import { CLUSTER_KINDS } from './executors/slurm/findings.ts';
import type { Category, FindingKind } from './findings/finding.ts';
import { MODEL_FINDINGS } from './objective/findings/index.ts';
import { VERDICT_KINDS } from './objective/verdict/kinds.ts';
import { HOST_CHECKS } from './preflight/checks/index.ts';
import { CLUSTER_CHECKS } from './preflight/cluster/checks/index.ts';

/** All kinds, sorted by id. */
export const CATALOGUE: readonly FindingKind[] = [
  ...RULES,
  ...FRAMEWORK_RULES,
  ...SOURCE_FINDINGS,
  ...FOREIGN_FINDINGS,
  ...ENGINE_CHECKS,
  ...TRAINER_CHECKS,
  ...HOST_CHECKS,
  ...CLUSTER_CHECKS,
  ...DATASET_FINDINGS,
  ...SYMPTOMS,
  ...FRAMEWORK_OWN_SYMPTOMS,
  ...CHECKPOINT_FINDINGS,
  ...MODEL_FINDINGS,
  ...OBJECTIVE_KINDS,
  ...FRAMEWORK_OBJECTIVE_KINDS,
  ...ENDING_KINDS,
  ...CLUSTER_KINDS,
  ...FRAMEWORK_ENDINGS,
  ...VERDICT_KINDS,
].sort((a, b) => (a.id < b.id ? -1 : 1));

const BY_ID: ReadonlyMap<string, FindingKind> = new Map(CATALOGUE.map((kind) => [kind.id, kind]));

/** The kind with this id. */
export function kindOf(id: string): FindingKind | undefined {
  return BY_ID.get(id);
}

/** The exit-code group of a finding. */
export function categoryOf(id: string): Category | undefined {
  return BY_ID.get(id)?.category;
}
