/** What was wrong with the files of a checkpoint, as findings. */
import type { Finding } from '../findings/finding.ts';
import type { Checkpoint, ProblemKind } from './checkpoint.ts';
import { primaryFamily } from './family/family.ts';
import { found, type ObjectiveFinding } from './finding-kind.ts';
import {
  checkpointConfigInvalid,
  checkpointHeaderInvalid,
  checkpointIndexInvalid,
  checkpointKnownByName,
  checkpointMissing,
  checkpointShardMissing,
  checkpointWeightsUnseen,
} from './findings.ts';

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
