/** Every kind of finding about models: files, families, patterns and grafts. */
import type { FindingKind } from '../../findings/finding.ts';
import { brainOnlyCheckpoint } from './brain-only-checkpoint.ts';
import { checkpointConfigInvalid } from './checkpoint-config-invalid.ts';
import { checkpointHeaderInvalid } from './checkpoint-header-invalid.ts';
import { checkpointIndexInvalid } from './checkpoint-index-invalid.ts';
import { checkpointKnownByName } from './checkpoint-known-by-name.ts';
import { checkpointMissing } from './checkpoint-missing.ts';
import { checkpointShardMissing } from './checkpoint-shard-missing.ts';
import { checkpointWeightsUnseen } from './checkpoint-weights-unseen.ts';
import { expertExportDisguised } from './expert-export-disguised.ts';
import { graftFitsNothingKnown } from './graft-fits-nothing-known.ts';
import { graftIncompatible } from './graft-incompatible.ts';
import { graftNeedsIndex } from './graft-needs-index.ts';
import { graftNeedsMerge } from './graft-needs-merge.ts';
import { graftShiftsDecoder } from './graft-shifts-decoder.ts';
import { graftTensorsDiffer } from './graft-tensors-differ.ts';
import { graftVocabularyMismatch } from './graft-vocabulary-mismatch.ts';
import { learningRateModuleUnknown } from './learning-rate-module-unknown.ts';
import { modelNotLoadable } from './model-not-loadable.ts';
import { modelUnknown } from './model-unknown.ts';
import { nothingTrained } from './nothing-trained.ts';
import { patternMatchesNothing } from './pattern-matches-nothing.ts';
import { patternMatchesPartly } from './pattern-matches-partly.ts';
import { trainableMapUnknown } from './trainable-map-unknown.ts';
import { trainerEvaluatesOnly } from './trainer-evaluates-only.ts';
import { trainerModelMismatch } from './trainer-model-mismatch.ts';
import { trainerUnknown } from './trainer-unknown.ts';
import { trajectoryTokensInVocabulary } from './trajectory-tokens-in-vocabulary.ts';
import { weightsPrefixMismatch } from './weights-prefix-mismatch.ts';

export const MODEL_FINDINGS: readonly FindingKind[] = [
  checkpointMissing,
  checkpointConfigInvalid,
  checkpointHeaderInvalid,
  checkpointIndexInvalid,
  checkpointShardMissing,
  checkpointWeightsUnseen,
  checkpointKnownByName,
  modelNotLoadable,
  modelUnknown,
  weightsPrefixMismatch,
  expertExportDisguised,
  brainOnlyCheckpoint,
  trajectoryTokensInVocabulary,
  trainerModelMismatch,
  trainerUnknown,
  trainerEvaluatesOnly,
  patternMatchesNothing,
  patternMatchesPartly,
  trainableMapUnknown,
  learningRateModuleUnknown,
  nothingTrained,
  graftIncompatible,
  graftVocabularyMismatch,
  graftTensorsDiffer,
  graftNeedsMerge,
  graftNeedsIndex,
  graftShiftsDecoder,
  graftFitsNothingKnown,
];
