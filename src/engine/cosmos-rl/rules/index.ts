/** Every rule, in the order of reports. A new rule is one file, one line here and one fixture. */

import type { Rule } from '../rule.ts';
import { batchNotDivisible } from './batch-not-divisible.ts';
import { checkpointOff } from './checkpoint-off.ts';
import { colocatedMismatch } from './colocated-mismatch.ts';
import { compileOnHfPath } from './compile-on-hf-path.ts';
import { consoleLogMissing } from './console-log-missing.ts';
import { customKeyMisspelt } from './custom-key-misspelt.ts';
import { customValueUnusable } from './custom-value-unusable.ts';
import { datasetCacheStale } from './dataset-cache-stale.ts';
import { datasetNotNamed } from './dataset-not-named.ts';
import { decayWithoutType } from './decay-without-type.ts';
import { dpShardNotAutomatic } from './dp-shard-not-automatic.ts';
import { engineRejects } from './engine-rejects.ts';
import { fp8Unsupported } from './fp8-unsupported.ts';
import { freezeAndTrainablePattern } from './freeze-and-trainable-pattern.ts';
import { gpusDoNotFit } from './gpus-do-not-fit.ts';
import { gradientsNotClipped } from './gradients-not-clipped.ts';
import { launcherReadsText } from './launcher-reads-text.ts';
import { learningRateUnusable } from './learning-rate-unusable.ts';
import { ligerIncomplete } from './liger-incomplete.ts';
import { loggerUnknown } from './logger-unknown.ts';
import { loraConflict } from './lora-conflict.ts';
import { maxKeepUnsafe } from './max-keep-unsafe.ts';
import { mfuOnHfPath } from './mfu-on-hf-path.ts';
import { modelMissing } from './model-missing.ts';
import { modelNotNamed } from './model-not-named.ts';
import { modelPartsMismatch } from './model-parts-mismatch.ts';
import { noSteps } from './no-steps.ts';
import { nodesDoNotFit } from './nodes-do-not-fit.ts';
import { numberOutOfRange } from './number-out-of-range.ts';
import { optimizerNumberOutOfRange } from './optimizer-number-out-of-range.ts';
import { outputFolderShared } from './output-folder-shared.ts';
import { parallelismConflict } from './parallelism-conflict.ts';
import { parallelismMissing } from './parallelism-missing.ts';
import { pathNotExpanded } from './path-not-expanded.ts';
import { patternInvalid } from './pattern-invalid.ts';
import { patternWithoutMatch } from './pattern-without-match.ts';
import { pipelineNotDivisible } from './pipeline-not-divisible.ts';
import { placeholderLeft } from './placeholder-left.ts';
import { policyTypeNotSft } from './policy-type-not-sft.ts';
import { policyTypeOverruled } from './policy-type-overruled.ts';
import { presetEngineUnsupported } from './preset-engine-unsupported.ts';
import { redisPortUnusable } from './redis-port-unusable.ts';
import { resumeFinished } from './resume-finished.ts';
import { resumeMissing } from './resume-missing.ts';
import { resumeUnsafe } from './resume-unsafe.ts';
import { settingWithoutEffect } from './setting-without-effect.ts';
import { shellCharacterInPath } from './shell-character-in-path.ts';
import { signalUnknown } from './signal-unknown.ts';
import { straySpace } from './stray-space.ts';
import { taoDialect } from './tao-dialect.ts';
import { testSizeIsShare } from './test-size-is-share.ts';
import { tomlNotPortable } from './toml-not-portable.ts';
import { tpDoesNotDivideHeads } from './tp-does-not-divide-heads.ts';
import { trainerTypeUnknown } from './trainer-type-unknown.ts';
import { unknownKey } from './unknown-key.ts';
import { validationBatchTooLarge } from './validation-batch-too-large.ts';
import { validationFromTrainingData } from './validation-from-training-data.ts';
import { valueOutsideChoices } from './value-outside-choices.ts';
import { valueReplaced } from './value-replaced.ts';
import { warmupFractionUnsupported } from './warmup-fraction-unsupported.ts';
import { warmupLongerThanRun } from './warmup-longer-than-run.ts';
import { wrongType } from './wrong-type.ts';

export const RULES: readonly Rule[] = [
  taoDialect,
  unknownKey,
  customKeyMisspelt,
  customValueUnusable,
  presetEngineUnsupported,
  wrongType,
  engineRejects,
  valueOutsideChoices,
  batchNotDivisible,
  numberOutOfRange,
  learningRateUnusable,
  optimizerNumberOutOfRange,
  gradientsNotClipped,
  modelPartsMismatch,
  parallelismMissing,
  launcherReadsText,
  dpShardNotAutomatic,
  colocatedMismatch,
  tpDoesNotDivideHeads,
  parallelismConflict,
  pipelineNotDivisible,
  gpusDoNotFit,
  nodesDoNotFit,
  policyTypeNotSft,
  policyTypeOverruled,
  trainerTypeUnknown,
  compileOnHfPath,
  mfuOnHfPath,
  modelNotNamed,
  modelMissing,
  placeholderLeft,
  pathNotExpanded,
  straySpace,
  shellCharacterInPath,
  datasetNotNamed,
  datasetCacheStale,
  loraConflict,
  freezeAndTrainablePattern,
  patternInvalid,
  patternWithoutMatch,
  ligerIncomplete,
  fp8Unsupported,
  signalUnknown,
  warmupFractionUnsupported,
  warmupLongerThanRun,
  decayWithoutType,
  noSteps,
  resumeUnsafe,
  resumeMissing,
  resumeFinished,
  outputFolderShared,
  validationFromTrainingData,
  validationBatchTooLarge,
  testSizeIsShare,
  checkpointOff,
  maxKeepUnsafe,
  consoleLogMissing,
  loggerUnknown,
  redisPortUnusable,
  valueReplaced,
  settingWithoutEffect,
  tomlNotPortable,
];
