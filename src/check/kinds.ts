/** Every kind of finding that `check` can make. Small on purpose: the whole catalogue would cost start-up time. */

import { CHECKPOINT_FINDINGS } from '../checkpoint/findings.ts';
import { SOURCE_FINDINGS } from '../config/toml-0.10/findings/index.ts';
import { OBJECTIVE_KINDS as FRAMEWORK_OBJECTIVE_KINDS } from '../engine/cosmos-framework/objective/kinds.ts';
import { FOREIGN_FINDINGS } from '../engine/cosmos-rl/foreign/findings/index.ts';
import { OBJECTIVE_KINDS } from '../engine/cosmos-rl/objective/kinds.ts';
import { RULES } from '../engine/cosmos-rl/rules/index.ts';
import type { Category, FindingKind } from '../findings/finding.ts';
import { MODEL_FINDINGS } from '../objective/findings/index.ts';
import { VERDICT_KINDS } from '../objective/verdict/kinds.ts';
import { gpuMemoryTooSmall } from '../preflight/checks/gpu-memory-too-small.ts';

/** All kinds, in the order of reports. */
export const CHECK_KINDS: readonly FindingKind[] = [
  ...SOURCE_FINDINGS,
  ...FOREIGN_FINDINGS,
  ...RULES,
  ...CHECKPOINT_FINDINGS,
  ...MODEL_FINDINGS,
  ...OBJECTIVE_KINDS,
  ...FRAMEWORK_OBJECTIVE_KINDS,
  ...VERDICT_KINDS,
  gpuMemoryTooSmall,
];

const BY_ID: ReadonlyMap<string, FindingKind> = new Map(CHECK_KINDS.map((kind) => [kind.id, kind]));

/** The kind with this id. */
export function checkKind(id: string): FindingKind | undefined {
  return BY_ID.get(id);
}

/** The exit-code group of a finding; what another part found without a kind here is about the config. */
export function checkCategory(id: string): Category {
  return BY_ID.get(id)?.category ?? 'config';
}
