/** Every kind of finding that a look at a config can make. Small on purpose: the whole catalogue would cost start-up time. */
import { CHECKPOINT_FINDINGS } from './checkpoint/findings.ts';
import { SOURCE_FINDINGS } from './config/toml-0.10/findings/index.ts';
import { engineStandsIn } from './engine/findings/engine-stands-in.ts';
import type { FindingKind } from './findings/finding.ts';
import { MODEL_FINDINGS } from './objective/findings/index.ts';
import { VERDICT_KINDS } from './objective/verdict/kinds.ts';
import { gpuMemoryTooSmall } from './preflight/checks/gpu-memory-too-small.ts';

/** What an engine itself can find in a config: about its settings, and about what a run of it optimises. */
interface OwnKinds {
  readonly settings: readonly FindingKind[];
  readonly objective: readonly FindingKind[];
}

/** All kinds, in the order of reports. */
export function configKinds({ settings, objective }: OwnKinds): readonly FindingKind[] {
  const kinds: readonly FindingKind[] = [
    ...SOURCE_FINDINGS,
    engineStandsIn,
    ...settings,
    ...CHECKPOINT_FINDINGS,
    ...MODEL_FINDINGS,
    ...objective,
    ...VERDICT_KINDS,
    gpuMemoryTooSmall,
  ];
  return [...new Set(kinds)];
}
