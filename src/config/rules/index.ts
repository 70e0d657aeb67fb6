/** Every rule, in the order of reports. A new rule is one file, one line here and one fixture. */
import type { Rule } from '../rule.ts';
import { batchNotDivisible } from './batch-not-divisible.ts';
import { checkpointOff } from './checkpoint-off.ts';
import { compileOnHfPath } from './compile-on-hf-path.ts';
import { consoleLogMissing } from './console-log-missing.ts';
import { freezeAndTrainablePattern } from './freeze-and-trainable-pattern.ts';
import { loraConflict } from './lora-conflict.ts';
import { mfuOnHfPath } from './mfu-on-hf-path.ts';
import { modelMissing } from './model-missing.ts';
import { noSteps } from './no-steps.ts';
import { numberOutOfRange } from './number-out-of-range.ts';
import { parallelismConflict } from './parallelism-conflict.ts';
import { parallelismMissing } from './parallelism-missing.ts';
import { placeholderLeft } from './placeholder-left.ts';
import { policyTypeNotSft } from './policy-type-not-sft.ts';
import { presetEngineUnsupported } from './preset-engine-unsupported.ts';
import { resumeUnsafe } from './resume-unsafe.ts';
import { tomlNotPortable } from './toml-not-portable.ts';
import { unknownKey } from './unknown-key.ts';
import { valueOutsideChoices } from './value-outside-choices.ts';
import { warmupFractionUnsupported } from './warmup-fraction-unsupported.ts';
import { warmupLongerThanRun } from './warmup-longer-than-run.ts';
import { wrongType } from './wrong-type.ts';

export const RULES: readonly Rule[] = [
  unknownKey,
  presetEngineUnsupported,
  wrongType,
  valueOutsideChoices,
  batchNotDivisible,
  numberOutOfRange,
  parallelismMissing,
  policyTypeNotSft,
  compileOnHfPath,
  mfuOnHfPath,
  parallelismConflict,
  warmupFractionUnsupported,
  warmupLongerThanRun,
  noSteps,
  resumeUnsafe,
  checkpointOff,
  consoleLogMissing,
  tomlNotPortable,
  placeholderLeft,
  loraConflict,
  freezeAndTrainablePattern,
  modelMissing,
];
