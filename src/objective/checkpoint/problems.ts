/** What was wrong with the files of a checkpoint, as findings. */
import type { Finding } from '../../findings/finding.ts';
import { primaryFamily } from '../family/family.ts';
import { found, type ObjectiveFinding } from '../finding-kind.ts';
import { checkpointConfigInvalid } from '../findings/checkpoint-config-invalid.ts';
import { checkpointHeaderInvalid } from '../findings/checkpoint-header-invalid.ts';
import { checkpointIndexInvalid } from '../findings/checkpoint-index-invalid.ts';
import { checkpointKnownByName } from '../findings/checkpoint-known-by-name.ts';
import { checkpointMissing } from '../findings/checkpoint-missing.ts';
import { checkpointShardMissing } from '../findings/checkpoint-shard-missing.ts';
import { checkpointWeightsUnseen } from '../findings/checkpoint-weights-unseen.ts';
import type { Checkpoint, ProblemKind } from './checkpoint.ts';

const KINDS: Readonly<Record<ProblemKind, ObjectiveFinding<{ readonly why: string }>>> = {
  missing: checkpointMissing,
  json: checkpointConfigInvalid,
  header: checkpointHeaderInvalid,
  'too-much': checkpointHeaderInvalid,
  index: checkpointIndexInvalid,
  'shard-missing': checkpointShardMissing,
  'no-weights': checkpointWeightsUnseen,
  'not-safetensors': checkpointWeightsUnseen,
};

/** One finding for each problem; a model that is known by name only is said to be. */
export function problemFindings(checkpoint: Checkpoint): readonly Finding[] {
  const problems = checkpoint.problems.map(({ kind, file, why }) => found(KINDS[kind], file, { why }));
  const { where } = checkpoint;
  if (where.kind !== 'name') return problems;
  const family = primaryFamily(checkpoint.families)?.title;
  const named = { repo: where.repo, ...(family === undefined ? {} : { family }) };
  return [...problems, found(checkpointKnownByName, where.repo, named)];
}
