/** What was wrong with the files of a checkpoint, as findings. */
import type { Finding } from '../findings/finding.ts';
import { found, type ObjectiveFinding } from '../findings/objective-kind.ts';
import type { Checkpoint, ProblemKind } from './checkpoint.ts';
import { primaryFamily } from './family/family.ts';
import {
  checkpointConfigInvalid,
  checkpointForbidden,
  checkpointHeaderInvalid,
  checkpointIndexInvalid,
  checkpointKnownByName,
  checkpointMissing,
  checkpointPointer,
  checkpointShardMissing,
  checkpointWeightsUnseen,
} from './findings.ts';

const KINDS: Readonly<
  Record<ProblemKind, ObjectiveFinding<{ readonly why: string; readonly named: boolean }>>
> = {
  missing: checkpointMissing,
  json: checkpointConfigInvalid,
  header: checkpointHeaderInvalid,
  'too-much': checkpointHeaderInvalid,
  index: checkpointIndexInvalid,
  'shard-missing': checkpointShardMissing,
  'no-weights': checkpointWeightsUnseen,
  'not-safetensors': checkpointWeightsUnseen,
  pointer: checkpointPointer,
  forbidden: checkpointForbidden,
};

/** One finding for each problem; a model that is known by name only is said to be. */
export function problemFindings(checkpoint: Checkpoint): readonly Finding[] {
  // An index, or the list of a pipeline's parts, says what the weights are without them.
  const named = checkpoint.tensors.size > 0 || checkpoint.modelIndex !== undefined;
  const problems = checkpoint.problems.map(({ kind, file, why }) => found(KINDS[kind], file, { why, named }));
  const { where } = checkpoint;
  if (where.kind !== 'name') return problems;
  const family = primaryFamily(checkpoint.families)?.title;
  const known = { repo: where.repo, ...(family === undefined ? {} : { family }) };
  return [...problems, found(checkpointKnownByName, where.repo, known)];
}
